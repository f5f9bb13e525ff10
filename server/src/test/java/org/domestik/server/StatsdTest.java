// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** StatsD's lines by UDP and TCP. */
class StatsdTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path data;

  private TestServer start(int port, String more) throws IOException {
    Files.writeString(
        data.resolve("server.conf"), "statsd = { port = %d, %s }\n".formatted(port, more));
    return TestServer.start(data);
  }

  /** What comes at once is of one interval. */
  private static void send(int port, String lines) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] bytes = lines.getBytes(UTF_8);
      socket.send(new DatagramPacket(bytes, bytes.length, HERE, port));
    }
  }

  private static String series(TestServer server, String query) {
    return server
        .get("/api/v1/series?" + query + "&from=2026-11-22T10:00:00Z&to=2026-11-22T13:00:00Z")
        .body();
  }

  private static void await(TestServer server, String query, String expected) {
    TestServer.await(() -> series(server, query), expected);
  }

  @Test
  void whatComesWithinAnIntervalIsAddedUp() throws IOException {
    int port = TestServer.freePort();
    try (TestServer server = start(port, "host = \"app\", interval = \"1 second\"")) {
      send(
          port,
          """
          page.views:3|c
          page.views:1|c|@0.5
          queue.length:40|g
          queue.length:+5|g
          queue.length:-2|g
          api.time:10:30|ms
          api.time:50|ms|@0.5
          users:ann|s
          users:bob|s
          users:ann|s
          page.views:1|c|#shop:north,host:web-1|c:abc
          page.views:x|c
          nonsense
          a:1|q
          a:1|c|@2
          _e{5,4}:title|text
          t:1|ms|#value_max_sum:x
          u.a:1|g|#a,b:x
          u.a:2|g|#a.b:y
          """);
      await(server, "host=app&probe=statsd_page", "\"views_delta\":{\"avg\":[5]");
      assertThat(series(server, "host=app&probe=statsd_queue"))
          .contains("\"length\":{\"avg\":[43]");
      assertThat(series(server, "host=app&probe=statsd_api"))
          .contains("\"time_count\":{\"avg\":[4]", "\"time_sum\":{\"avg\":[140]")
          .contains("\"time_mean\":{\"avg\":[35]", "\"time_min\":{\"avg\":[10]")
          .contains("\"time_max\":{\"avg\":[50]");
      assertThat(series(server, "host=app&probe=statsd_users"))
          .contains("\"value_distinct\":{\"avg\":[2]");
      assertThat(series(server, "host=web-1&probe=statsd_page_by_shop&key=north"))
          .contains("\"views_delta\":{\"avg\":[1]");
      assertThat(series(server, "host=app&probe=statsd_t_by_value_max_sum&key=x"))
          .contains("\"value_max_2\":{\"avg\":[1]");
      assertThat(series(server, "host=app&probe=statsd_u_by_a_b_2&key=y"))
          .contains("\"a\":{\"avg\":[2]");
      assertThat(server.get("/api/v1/descriptions").body()).contains("\"unit\":\"ms\"");
      assertThat(server.get("/api/v1/senders").body())
          .contains("\"source\":\"statsd\"", "\"malformed\",\"skipped\":false,\"count\":4")
          .contains("sample rate is not above 0", "\"text\",\"skipped\":true,\"count\":1");
      assertThat(server.get("/api/v1/verify").body()).contains("\"balanced\":true");
    }
  }

  @Test
  void whatHasATimeOfItsOwnIsOfThatTime() throws IOException {
    int port = TestServer.freePort();
    try (TestServer server = start(port, "host = \"app\", interval = \"1 second\"")) {
      send(
          port,
          """
          jobs.done:3|c|T1795345200
          jobs.done:1:2|c|c:abc|T1795345201
          jobs.open:7|g|T1795345200
          jobs.time:7|ms|T1795345200
          jobs.end:1|c|#by:x
          """);
      await(server, "host=app&probe=statsd_jobs_by_by&key=x", "\"end_delta\":{\"avg\":[1]");
      assertThat(series(server, "host=app&probe=statsd_jobs"))
          .contains("\"time\":[1795345200000,1795345201000]")
          .contains("\"done_delta\":{\"avg\":[3,3]", "\"open\":{\"avg\":[7,null]");
      assertThat(server.get("/api/v1/senders").body()).contains("only c and g have a time");
    }
  }

  @Test
  void valuesOfASetMayHaveColons() throws IOException {
    int port = TestServer.freePort();
    try (TestServer server = start(port, "host = \"app\", interval = \"1 second\"")) {
      send(port, "visits:2001:db8::1|s\nvisits:2001:db8::2|s\nvisits:2001:db8::1|s\n");
      await(server, "host=app&probe=statsd_visits", "\"value_distinct\":{\"avg\":[2]");
    }
  }

  @Test
  void gaugesGoOnFromTheIntervalBefore() throws IOException {
    int port = TestServer.freePort();
    try (TestServer server = start(port, "host = \"app\", interval = \"1 second\"")) {
      send(port, "queue.length:40|g");
      await(server, "host=app&probe=statsd_queue", "\"length\":{\"avg\":[40]");
      server.advance(Duration.ofMinutes(1));
      try (Socket socket = new Socket(HERE, port)) {
        socket.getOutputStream().write("queue.length:-3|g\n".getBytes(UTF_8));
      }
      await(server, "host=app&probe=statsd_queue", "\"length\":{\"avg\":[40,37]");
    }
  }

  @Test
  void whatHasComeIsStoredAtTheEnd() throws IOException {
    int port = TestServer.freePort();
    try (TestServer server = start(port, "host = \"app\", interval = \"1 hour\"")) {
      send(port, "page.views:1|c\nnonsense");
      Instant end = Instant.now().plus(Duration.ofSeconds(30));
      while (server.get("/api/v1/senders").body().equals("[]") && Instant.now().isBefore(end)) {
        Thread.onSpinWait();
      }
    }
    try (TestServer server = start(port, "")) {
      assertThat(series(server, "host=app&probe=statsd_page"))
          .contains("\"views_delta\":{\"avg\":[1]");
    }
  }

  @Test
  void whatIsWrongInTheConfigurationIsSaid() {
    assertThatThrownBy(() -> start(0, "listen = \"0.0.0.0\""))
        .hasMessageContaining("statsd: listen")
        .hasMessageContaining("senders");
    assertThatThrownBy(() -> start(0, "intervall = \"1 second\""))
        .hasMessageContaining("\"interval\"");
  }
}
