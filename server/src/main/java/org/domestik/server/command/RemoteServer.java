// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.server.folder.DataFolder;
import org.domestik.server.json.JsonTree;
import org.domestik.server.operation.Operation;
import org.domestik.server.operation.Report;
import org.domestik.server.operation.Target;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/** The server that runs on a data folder, as a command asks it. */
final class RemoteServer {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final String LINES = "application/x-ndjson";
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

  /** Has an operation run there; {@code progress} hears of its steps meanwhile. */
  Report run(Operation operation, Target target, Consumer<Step> progress) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("host", target.host());
    body.put("probe", target.probe());
    Instant now = target.now();
    if (now != null) {
      body.put("now", now.toString());
    }
    return post("/api/v1/operations/" + operation.word(), body, progress);
  }

  Report select(String sql) {
    return post("/api/v1/sql", Map.of("sql", sql), step -> {});
  }

  private Report post(String path, Map<String, Object> body, Consumer<Step> progress) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Accept", LINES + ", application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
      Object last = null;
      try (Stream<String> lines = response.body()) {
        for (String line : (Iterable<String>) lines::iterator) {
          last = JsonTree.read(new ByteArrayInputStream(line.getBytes(UTF_8)));
          step(last, progress);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      return report(response.statusCode(), last);
    } catch (IOException e) {
      throw new StorageUnavailable("the server at " + url + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void step(@Nullable Object line, Consumer<Step> progress) {
    if (line instanceof Map<?, ?> step
        && step.get("before") instanceof String before
        && step.get("rows") instanceof Number rows
        && step.get("buckets") instanceof Number buckets) {
      progress.accept(
          new Step(
              String.valueOf(step.get("host")),
              String.valueOf(step.get("probe")),
              Instant.parse(before),
              rows.longValue(),
              buckets.longValue()));
    }
  }

  /** What the last line of an answer says, or the only one. */
  private static Report report(int status, @Nullable Object last) {
    Map<?, ?> answer = last instanceof Map<?, ?> map ? map : Map.of();
    if (answer.get("report") != null) {
      return Report.of(answer.get("report"));
    }
    int said = answer.get("status") instanceof Number number ? number.intValue() : status;
    if (said == 200) {
      return Report.of(answer);
    }
    Object given = answer.get("error");
    String error = given == null ? "no reason given" : given.toString();
    if (said >= 500) {
      throw new StorageUnavailable(error, new IOException("status " + said));
    }
    throw new BadInput(error);
  }

  private static StorageUnavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StorageUnavailable("interrupted", e);
  }
}
