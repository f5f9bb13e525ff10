// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent says of itself in the head of its requests. */
class AgentWordsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path data;

  /** The JDK's client sets the Date of no request. */
  private static String post(TestServer server, String body, String... heads) throws IOException {
    URI url = URI.create(server.running.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String head =
          "POST /api/v1/samples HTTP/1.1\r\nHost: "
              + url.getAuthority()
              + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
              + body.getBytes(UTF_8).length
              + "\r\n"
              + String.join("\r\n", heads)
              + (heads.length == 0 ? "\r\n" : "\r\n\r\n");
      socket.getOutputStream().write((head + body).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String date(Instant time) {
    return "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  private static String sample(Instant time) {
    return TestServer.sample("h", time.getEpochSecond(), time.toString(), "{\"a\":{\"x\":1}}");
  }

  private static String hosts(TestServer server) {
    return server.get("/api/v1/hosts").body();
  }

  @Test
  void versionAndClockStandAtTheHost() throws IOException {
    try (TestServer server = TestServer.start(data)) {
      Instant slow = TestServer.NOON.minus(HOUR.multipliedBy(2));
      assertThat(post(server, sample(slow), "User-Agent: dmkcheckd/1.2.3", date(slow)))
          .startsWith("HTTP/1.1 200");
      assertThat(hosts(server))
          .contains("\"agent\":{\"version\":\"1.2.3\",\"clock\":-7200}", "\"skewed\":true")
          // Its newest sample is two hours old, but it delivers.
          .contains("\"state\":\"alive\"");
      post(server, sample(TestServer.NOON), "User-Agent: dmkcheckd/1.2.3", date(TestServer.NOON));
      assertThat(hosts(server)).contains("\"clock\":0").doesNotContain("skewed");
    }
  }

  @Test
  void agentThatStopsIsLateAndThenSilent() throws IOException {
    try (TestServer server = TestServer.start(data)) {
      Instant slow = TestServer.NOON.minus(HOUR.multipliedBy(2));
      post(server, sample(slow), "User-Agent: dmkcheckd");
      assertThat(hosts(server)).contains("\"state\":\"alive\"").doesNotContain("\"agent\"");
      server.advance(Duration.ofMinutes(30));
      assertThat(hosts(server)).contains("\"state\":\"late\"");
      server.advance(HOUR);
      assertThat(hosts(server)).contains("\"state\":\"silent\"");
    }
  }

  @Test
  void whoeverBringsInWhatIsOldMakesNobodyAlive() throws IOException {
    try (TestServer server = TestServer.start(data)) {
      post(server, sample(TestServer.NOON.minus(HOUR.multipliedBy(2))), "User-Agent: curl/8");
      assertThat(hosts(server)).contains("\"state\":\"silent\"").doesNotContain("skewed");
    }
  }

  @Test
  void nonsenseInTheHeadRefusesNothing() throws IOException {
    try (TestServer server = TestServer.start(data)) {
      for (String date : new String[] {"x", "Sun, 99 Nov 2026 10:00:00 GMT", "-1", ""}) {
        String answer =
            post(server, sample(TestServer.NOON), "User-Agent: dmkcheckd/<b>", "Date: " + date);
        assertThat(answer).as(date).startsWith("HTTP/1.1 200");
      }
      assertThat(hosts(server)).doesNotContain("<b>", "skewed");
    }
  }
}
