// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;
import static org.domestik.server.TestServer.json;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.domestik.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions in SQL against a real server. */
class QuestionsTest {
  /** What no store can answer in the time of a test. */
  private static final String LONG =
      "SELECT count(*) FROM generate_series(1, 1000000) AS a(x), generate_series(1, 1000000) AS"
          + " b(y) WHERE x * y = -1";

  @TempDir Path data;

  private static HttpResponse<String> ask(TestServer server, String sql) {
    return server.post("/api/v1/sql", Json.write(Map.of("sql", sql)));
  }

  @Test
  void attacksAreRefusedWithAReason() {
    try (TestServer server = TestServer.start(data)) {
      server.write("disk,host=h,device=sda used=1 1795341600000000000\n");
      for (String sql :
          List.of(
              "SELECT 1) x; ROLLBACK; DROP SCHEMA domestik CASCADE; SELECT * FROM (SELECT 4",
              "SELECT * FROM domestik.delivery",
              "SELECT * FROM checkpoint()",
              "SELECT * FROM test_all_types()",
              "SELECT * FROM duckdb_settings()",
              "SELECT getenv('HOME')",
              "SELECT repeat('x', 50000000)",
              "SELECT " + "(".repeat(4000) + "1" + ")".repeat(4000))) {
        HttpResponse<String> answer = ask(server, sql);
        assertThat(answer.statusCode()).as(sql).isEqualTo(400);
        assertThat(error(answer)).as(sql).hasSizeGreaterThan(10);
      }
      assertThat(ask(server, "SELECT * FROM domestik.probe_disk").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void longAnswersAreCutAndSayWhere() {
    try (TestServer server = TestServer.start(data)) {
      Map<?, ?> rows =
          (Map<?, ?>) json(ask(server, "SELECT * FROM generate_series(1, 1000000000000) AS s(x)"));
      assertThat(rows.get("truncated")).isEqualTo(true);
      assertThat(rows.get("limit")).isEqualTo("10000 rows");
      assertThat((List<?>) rows.get("rows")).hasSize(10_000);
      String text = "'" + "x".repeat(990) + "'";
      Map<?, ?> bytes =
          (Map<?, ?>)
              json(
                  ask(
                      server,
                      "SELECT %s || x AS a, %s || x AS b, %s || x AS c FROM generate_series(1, 9000) AS s(x)"
                          .formatted(text, text, text)));
      assertThat(bytes.get("truncated")).isEqualTo(true);
      assertThat(bytes.get("limit")).isEqualTo("4194304 bytes");
      assertThat((List<?>) bytes.get("rows")).hasSizeBetween(1_000, 2_000);
    }
  }

  @Test
  void longQuestionsHoldUpNeitherSamplesNorHealthNorGraphs() throws Exception {
    try (TestServer server = TestServer.start(data);
        ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      server.write("disk,host=h,device=sda used=1 1795341600000000000\n");
      List<Future<Integer>> asked = new ArrayList<>();
      for (int person = 0; person < 12; person++) {
        asked.add(people.submit(() -> ask(server, LONG).statusCode()));
      }
      // Those that found no place are told so at once, while the others are still under way.
      while (asked.stream().noneMatch(Future::isDone)) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        long started = System.nanoTime();
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        assertThat(
                server
                    .write("disk,host=h,device=sda used=1 1795341600" + (100 + i) + "000000\n")
                    .statusCode())
            .isEqualTo(204);
        assertThat(
                server
                    .get(
                        "/api/v1/series?host=h&probe=disk&key=sda&from=1795341000000&to=1795342000000")
                    .statusCode())
            .isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
            .isLessThan(Duration.ofSeconds(10));
      }
      assertThat(asked.stream().filter(it -> !it.isDone())).isNotEmpty();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> each : asked) {
        if (each.isDone()) {
          statuses.add(each.get());
        }
      }
      assertThat(statuses).isNotEmpty().containsOnly(503);
      people.shutdownNow();
    }
  }
}
