// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.domestik.server.TestServer.NOON;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaksTest {
  private static final String DESCRIPTION =
      "{\"key\":\"process\",\"values\":[\"rss\"],\"leak\":\"rss\"}";

  @TempDir Path data;

  /** Ten days of two processes under a daily wave of load; one of them also grows. */
  private static void fill(TestServer server) {
    StringBuilder samples = new StringBuilder();
    Instant first = NOON.minus(Duration.ofDays(10));
    for (int hour = 0; hour <= 240; hour++) {
      int wave = 200 * (hour % 24 < 12 ? hour % 24 : 24 - hour % 24);
      samples
          .append(hour == 0 ? "" : ",")
          .append("{\"probe\":\"mem\",\"time\":\"")
          .append(first.plus(Duration.ofHours(hour)))
          .append("\",\"data\":{\"leaky\":{\"rss\":")
          .append(10_000 + wave + 20 * hour)
          .append("},\"steady\":{\"rss\":")
          .append(10_000 + wave)
          .append("}}}");
    }
    String document =
        "{\"host\":\"h\",\"samples\":["
            + samples
            + "],\"descriptions\":{\"mem\":"
            + DESCRIPTION
            + "}}";
    assertThat(server.post("/api/v1/samples", document).body()).isEqualTo("{\"accepted\":241}");
  }

  private static void assertVerdicts(TestServer server) {
    List<?> findings = (List<?>) TestServer.json(server.get("/api/v1/leaks"));
    assertThat(findings).hasSize(2);
    Map<?, ?> leaky = (Map<?, ?>) findings.getFirst();
    assertThat(leaky.get("key")).isEqualTo("leaky");
    assertThat(leaky.get("verdict")).isEqualTo("leak");
    assertThat(((Number) leaky.get("slopePerDay")).doubleValue()).isCloseTo(480, within(30.0));
    assertThat(leaky.get("since")).isEqualTo("2026-11-12T00:00:00Z");
    assertThat(((Map<?, ?>) findings.getLast()).get("verdict")).isEqualTo("none");
  }

  @Test
  void verdictIsTheSameBeforeAndAfterTheArchive() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      assertVerdicts(server);
      String token = Files.readString(data.resolve("server.token")).strip();
      assertThat(
              TestServer.send(
                      server
                          .request("/api/v1/operations/archive")
                          .header("Content-Type", "application/json")
                          .header("Authorization", "Bearer " + token)
                          .POST(BodyPublishers.ofString("{}")))
                  .statusCode())
          .isEqualTo(200);
      assertThat(server.get("/api/v1/archived?host=h&probe=mem").body()).contains("leaky");
      assertVerdicts(server);
    }
  }

  @Test
  void findingsAreThoseOfTheInstantGiven() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      String now = NOON.minus(Duration.ofDays(9)).toString();
      String token = Files.readString(data.resolve("server.token")).strip();
      String report =
          TestServer.send(
                  server
                      .request("/api/v1/operations/leaks")
                      .header("Content-Type", "application/json")
                      .header("Authorization", "Bearer " + token)
                      .POST(BodyPublishers.ofString("{\"now\":\"" + now + "\"}")))
              .body();
      assertThat(report).contains("leaky", "unknown").doesNotContain("\"leak\"");
    }
  }
}
