// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;
import static org.domestik.server.TestServer.sample;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.domestik.model.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
  @TempDir Path data;

  @Test
  void healthSaysTheStateOfTheStore() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(server.get("/health").body())
          .isEqualTo(
              "{\"status\":\"ok\",\"version\":\""
                  + Version.current()
                  + "\",\"store\":\"ok\",\"data\":\"ok\",\"problems\":{}}");
    }
  }

  @Test
  void dataFolderThatIsRemovedIsNoticedAndNothingMoreIsAcknowledged() throws Exception {
    Path folder = data.resolve("data");
    Path away = data.resolve("away");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.write("a,host=h x=1\n").statusCode()).isEqualTo(204);
      Files.move(folder, away);
      String health = awaitHealth(server, 503);
      assertThat(health)
          .contains("\"status\":\"unavailable\"")
          .contains("\"store\":\"" + folder.resolve("samples.duckdb") + " was removed")
          .contains("\"data\":\"the data folder " + folder + " was removed");
      HttpResponse<String> refused = server.write("a,host=h x=2\n");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(error(refused)).contains("was removed while the server runs");
      Files.move(away, folder);
      awaitHealth(server, 200);
      assertThat(server.write("a,host=h x=3\n").statusCode()).isEqualTo(204);
    }
  }

  private static String awaitHealth(TestServer server, int status) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      HttpResponse<String> health = server.get("/health");
      if (health.statusCode() == status) {
        return health.body();
      }
      assertThat(System.nanoTime()).as(health.body()).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void metricsAreWellFormedAndCount() {
    try (TestServer server = TestServer.start(data)) {
      String document = sample("h", 1, "2026-11-22T10:00:00Z", "{\"a\":{\"x\":1}}");
      server.post("/api/v1/samples", document);
      server.post("/api/v1/samples", document);
      server.post("/api/v1/samples", "{");
      String text = server.get("/metrics").body();
      assertThat(text)
          .contains("domestik_samples_accepted_total 1\n")
          .contains("domestik_batches_total{result=\"accepted\"} 1\n")
          .contains("domestik_batches_total{result=\"duplicate\"} 1\n")
          .contains("domestik_batches_total{result=\"refused\"} 1\n")
          .contains("domestik_commit_seconds_bucket{le=\"+Inf\"} 2\n")
          .contains("domestik_http_requests_total{route=\"/api/v1/samples\",code=\"400\"} 1\n");
      assertWellFormed(text);
    }
  }

  private static void assertWellFormed(String text) {
    assertThat(text).endsWith("\n");
    Map<Boolean, List<String>> lines =
        text.lines().collect(Collectors.partitioningBy(line -> line.startsWith("#")));
    assertThat(lines.get(true)).allMatch(line -> line.matches("# (HELP|TYPE) [a-z_]+ .+"));
    assertThat(lines.get(false))
        .allMatch(
            line ->
                line.matches(
                    "[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*}) "
                        + "(-?[0-9.]+(E-?[0-9]+)?)|[a-z_]+ -?[0-9.]+(E-?[0-9]+)?"));
    List<String> types =
        lines.get(true).stream().filter(line -> line.startsWith("# TYPE")).toList();
    assertThat(types).doesNotHaveDuplicates();
  }
}
