// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatheringHeaderTest {
  private static final String GATHER = "Domestik-Gather";

  private static final String PROBES = "/api/v1/agent/probes?host=host-0";

  @TempDir Path data;

  private static HttpResponse<String> post(TestServer server, int host) {
    String document =
        """
        {"host":"host-%d","boot":"6f1c0000-0000-0000-0000-000000000001","sequence":1,"samples":[]}"""
            .formatted(host);
    return server.post("/api/v1/samples", document);
  }

  @Test
  @Tag("slow")
  void manyAgentsAreAskedToGatherUntilMostOfThemAreGone() {
    try (TestServer server = TestServer.start(data)) {
      int many = 300 * Runtime.getRuntime().availableProcessors();
      assertThat(post(server, 0).headers().firstValue(GATHER)).isEmpty();
      IntStream.range(1, many)
          .parallel()
          .forEach(host -> assertThat(post(server, host).statusCode()).isEqualTo(200));
      assertThat(post(server, 0).headers().firstValue(GATHER)).hasValue("1");
      HttpResponse<String> refused = server.post("/api/v1/samples", "{");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.headers().firstValue(GATHER)).hasValue("1");
      HttpResponse<String> probes = server.get(PROBES);
      assertThat(probes.headers().firstValue(GATHER)).hasValue("1");
      String tag = probes.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> same =
          TestServer.send(server.request(PROBES).header("If-None-Match", tag));
      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(same.headers().firstValue(GATHER)).hasValue("1");
      assertThat(server.get("/metrics").body()).contains("\ndomestik_agents_gather_seconds 1\n");
      server.advance(Duration.ofMinutes(10));
      assertThat(post(server, 0).headers().firstValue(GATHER)).isEmpty();
      assertThat(server.get(PROBES).headers().firstValue(GATHER)).isEmpty();
    }
  }
}
