// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} tells of the fleet. */
class ScrapeTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @TempDir Path data;

  private static String spooled(String host) {
    return """
        {"host":"%s","boot":"6f1c0000-0000-0000-0000-000000000001","sequence":1,
         "samples":[
          {"probe":"disk_use","time":"2026-11-22T11:58:00Z","data":{"old":{"used":1},"/":{"used":2}}},
          {"probe":"disk_use","time":"2026-11-22T11:59:00Z","data":{"a\\"b":{"used":7.5},"/":{"used":3}}}],
         "descriptions":{"disk_use":{"key":"mount","values":{"used":{"unit":"kB"}}}},
         "spool":{"samples":4,"collapsed":0,"dropped":2,"bytes":512,"limit":1024,"oldest":"2026-11-22T11:50:00Z"}}"""
        .formatted(host);
  }

  @Test
  void itTellsOfHostsSpoolsAndWhatWasLeftOut() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post("/api/v1/samples", spooled("h")).statusCode()).isEqualTo(200);
      assertThat(server.post("/collectd", "[{}]").statusCode()).isEqualTo(400);
      String text = server.get("/metrics").body();
      assertThat(text)
          .contains("domestik_build_info{version=")
          .contains("domestik_store_up 1\n")
          .contains("domestik_hosts{state=\"alive\"} 1\n")
          .contains("domestik_host_state{host=\"h\",state=\"alive\"} 1\n")
          .contains("domestik_host_last_sample_age_seconds{host=\"h\"} 60\n")
          .contains("domestik_host_spool_samples{host=\"h\"} 4\n")
          .contains("domestik_host_spool_oldest_age_seconds{host=\"h\"} 600\n")
          .contains("domestik_left_out_total{source=\"collectd\",reason=\"malformed\"} 1\n")
          .doesNotContain("domestik_value{");
      server.advance(Duration.ofHours(3));
      assertThat(server.get("/metrics").body())
          .contains("domestik_host_state{host=\"h\",state=\"silent\"} 1\n");
    }
  }

  @Test
  void itGivesTheLatestValuesOfHostsThatAreAskedFor() {
    try (TestServer server = TestServer.start(data)) {
      server.post("/api/v1/samples", spooled("web-1"));
      server.post("/api/v1/samples", spooled("db-1"));
      String text = server.get("/metrics?hosts=web-*").body();
      assertThat(text)
          .contains(
              "domestik_value{host=\"web-1\",probe=\"disk_use\",key_mount=\"/\",value=\"used\","
                  + "unit=\"kB\"} 3\n")
          .contains("key_mount=\"a\\\"b\",value=\"used\",unit=\"kB\"} 7.5\n")
          .contains("domestik_value_age_seconds{host=\"web-1\",probe=\"disk_use\"} 60\n")
          .doesNotContain("key_mount=\"old\"")
          .doesNotContain("domestik_value{host=\"db-1\"");
    }
  }

  @Test
  void promtoolFindsNothingWrong() throws IOException, InterruptedException {
    assumeThat(PROMTOOL).isExecutable();
    try (TestServer server = TestServer.start(data)) {
      server.post("/api/v1/samples", spooled("h"));
      server.post("/collectd", "[{}]");
      Path text = Files.writeString(data.resolve("metrics"), server.get("/metrics?hosts=*").body());
      Process check =
          new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
              .redirectInput(text.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(check.getInputStream().readAllBytes(), UTF_8);
      assertThat(check.waitFor()).as(said).isZero();
      assertThat(said).isEmpty();
    }
  }
}
