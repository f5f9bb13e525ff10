// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.connection.ConnectionLimits;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.json.JsonTree;
import org.domestik.server.running.RunningServer;

/** A real server on a free port and a real store, with a clock that stands still until told. */
final class TestServer implements AutoCloseable, InstantSource {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private volatile Instant now = NOON;
  final RunningServer running;

  private TestServer(Path data, ConnectionLimits limits) {
    Supplier<ServerConfig> configs =
        () -> ServerConfig.read(new ServerConfig.Overrides(null, data, null, 0, null));
    running = RunningServer.start(configs.get(), configs, this, limits);
  }

  static TestServer start(Path data) {
    return start(data, ConnectionLimits.ofProcess(IngestLimits.LONGEST_BODY));
  }

  static TestServer start(Path data, ConnectionLimits limits) {
    return new TestServer(data, limits);
  }

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(running.url() + path)).timeout(Duration.ofMinutes(2));
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) {
    return post(path, "application/json", body);
  }

  HttpResponse<String> post(String path, String type, String body) {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> write(String lines) {
    return post("/write", "text/plain", lines);
  }

  static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The answer as plain maps, lists, texts and numbers. */
  static Object json(HttpResponse<String> response) {
    try {
      return JsonTree.read(
          new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String error(HttpResponse<String> response) {
    return String.valueOf(((Map<?, ?>) json(response)).get("error"));
  }

  /** The document of one sample of probe {@code process_tracking}. */
  static String sample(String host, long sequence, String time, String data) {
    return """
        {"host":"%s","boot":"6f1c0000-0000-0000-0000-000000000001","sequence":%d,
         "samples":[{"probe":"process_tracking","time":"%s","data":%s}]}"""
        .formatted(host, sequence, time, data);
  }

  @Override
  public void close() {
    running.close();
  }

  /** A port that nobody listens at. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Asks again until something is said: by some protocols no sender is told that it is stored. */
  static void await(Supplier<String> asked, String expected) {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    String said = asked.get();
    while (!said.contains(expected) && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
      said = asked.get();
    }
    assertThat(said).contains(expected);
  }
}
