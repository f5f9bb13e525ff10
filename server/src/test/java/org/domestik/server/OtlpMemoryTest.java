// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long documents of OpenTelemetry at once, for a server of little memory. */
@Tag("slow")
class OtlpMemoryTest {
  private static final int LONGEST = 4 << 20;
  private static final int SENDERS = 6;

  @TempDir Path folder;

  /** Many points of no host: they are read, and rejected. */
  private static String document() {
    StringBuilder all =
        new StringBuilder(
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"a.b\","
                + "\"gauge\":{\"dataPoints\":[");
    String end = "{\"asInt\":1}]}}]}]}]}";
    String point =
        "{\"attributes\":[{\"key\":\"k\",\"value\":{\"stringValue\":\"v\"}}],\"asInt\":\"1\"},";
    while (all.length() + point.length() + end.length() <= LONGEST) {
      all.append(point);
    }
    return all.append(end).toString();
  }

  private static CompletableFuture<Integer> sent(ServerProcess server, String document) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri("/v1/metrics"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofMinutes(2))
            .POST(BodyPublishers.ofString(document));
    return CompletableFuture.supplyAsync(
        () -> TestServer.send(request).statusCode(), task -> Thread.ofPlatform().start(task));
  }

  @Test
  void thoseThatComeAtOnceAreReadInTurn() throws Exception {
    String document = document();
    try (ServerProcess server = new ServerProcess(folder.resolve("data"), "true")) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        answers.add(sent(server, document));
      }
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.join()).isEqualTo(200);
      }
      assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }
  }
}
