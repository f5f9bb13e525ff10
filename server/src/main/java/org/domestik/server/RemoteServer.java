// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.server.json.JsonTree;
import org.domestik.server.operation.Operation;
import org.domestik.server.operation.Report;
import org.domestik.server.operation.Target;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/** The server that runs on a data folder, as a command asks it. */
final class RemoteServer {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final String url;
  private final String token;

  private RemoteServer(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** The server on a folder; null if none answers there. */
  static @Nullable RemoteServer on(Path folder) {
    String url = DataFolder.url(folder);
    String token = DataFolder.token(folder);
    if (url == null || token == null) {
      return null;
    }
    RemoteServer server = new RemoteServer(url, token);
    return server.answers() ? server : null;
  }

  // A killed server leaves its address behind.
  private boolean answers() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/health"))
              .timeout(CONNECT.multipliedBy(6))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() > 0;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new StorageUnavailable("the server at " + url + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  Report run(Operation operation, Target target) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("host", target.host());
    body.put("probe", target.probe());
    Instant now = target.now();
    if (now != null) {
      body.put("now", now.toString());
    }
    return post("/api/v1/operations/" + operation.word(), body);
  }

  Report select(String sql) {
    return post("/api/v1/sql", Map.of("sql", sql));
  }

  private Report post(String path, Map<String, Object> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      Object answer = JsonTree.read(new ByteArrayInputStream(response.body()));
      if (response.statusCode() == 200) {
        return Report.of(answer);
      }
      String error =
          answer instanceof Map<?, ?> map ? String.valueOf(map.get("error")) : "no reason given";
      if (response.statusCode() >= 500) {
        throw new StorageUnavailable(error, new IOException("status " + response.statusCode()));
      }
      throw new BadInput(error);
    } catch (IOException e) {
      throw new StorageUnavailable("the server at " + url + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StorageUnavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StorageUnavailable("interrupted", e);
  }
}
