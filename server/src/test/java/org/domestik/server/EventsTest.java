// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.sample;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
@Isolated("it hears what the whole process logs")
class EventsTest {
  private static final String SUBSCRIBERS = "\ndomestik_event_subscribers ";

  @TempDir Path data;

  @Test
  void acceptedSampleIsToldAndTheStreamEndsWithTheServer() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        TestServer server = TestServer.start(data)) {
      HttpResponse<Stream<String>> response =
          client.send(server.request("/api/v1/events").build(), BodyHandlers.ofLines());
      assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
      Iterator<String> lines = response.body().iterator();
      assertThat(lines.next()).startsWith(":");
      for (int second = 1; second <= 3; second++) {
        server.post(
            "/api/v1/samples",
            sample("h", second, "2026-11-22T10:00:0" + second + "Z", "{\"a\":{\"x\":1}}"));
      }
      assertThat(next(lines, "event:")).isEqualTo("event: sample");
      String event = lines.next();
      // The three may be told as one, of which only the latest time counts.
      while (!event.contains("10:00:03Z")) {
        assertThat(event).startsWith("data: {\"host\":\"h\",\"probe\":\"process_tracking\",");
        event = next(lines, "data:");
      }
      server.running.close();
      while (lines.hasNext()) {
        lines.next();
      }
    }
  }

  @Test
  void aClosedPageIsNoFault() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    StreamHandler listener =
        new StreamHandler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
              said.add(line.getMessage() + " " + line.getThrown());
            }
          }
        };
    Logger.getLogger("").addHandler(listener);
    try (TestServer server = TestServer.start(data)) {
      try (Socket page =
          new Socket(
              InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort())) {
        page.getOutputStream()
            .write("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
        assertThat(page.getInputStream().read()).isPositive();
        assertThat(server.get("/metrics").body()).contains(SUBSCRIBERS + "1\n");
        page.setSoLinger(true, 0);
      }
      for (long second = 1;
          !server.get("/metrics").body().contains(SUBSCRIBERS + "0\n");
          second++) {
        Instant time = TestServer.NOON.minusSeconds(90_000).plusSeconds(second);
        server.post("/api/v1/samples", sample("h", second, time + "", "{\"a\":{\"x\":1}}"));
      }
    } finally {
      Logger.getLogger("").removeHandler(listener);
    }
    assertThat(said).isEmpty();
  }

  private static String next(Iterator<String> lines, String start) {
    String line = lines.next();
    while (!line.startsWith(start)) {
      line = lines.next();
    }
    return line;
  }
}
