// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for samples whatever way they come. */
class WaysTest {
  @TempDir Path data;

  enum Door {
    LINES("/write?precision=s", 400, "", "\n", "") {
      @Override
      String point(String host, long seconds) {
        return "m,host=%s v=1 %d".formatted(host, seconds);
      }
    },
    OTLP("/v1/metrics", 200, "{\"resourceMetrics\":[", ",", "]}") {
      @Override
      String point(String host, long seconds) {
        return resource(host, seconds, "load", "");
      }
    },
    COLLECTD("/collectd", 400, "[", ",", "]") {
      @Override
      String point(String host, long seconds) {
        return """
            {"values":[1],"dstypes":["gauge"],"dsnames":["value"],"time":%d,
             "interval":10,"host":"%s","plugin":"load","type":"load"}"""
            .formatted(seconds, host);
      }
    };

    final String path;
    final int partly;
    final String begin;
    final String between;
    final String end;

    /** {@code partly}: the status where some is stored and some is not. */
    Door(String path, int partly, String begin, String between, String end) {
      this.path = path;
      this.partly = partly;
      this.begin = begin;
      this.between = between;
      this.end = end;
    }

    abstract String point(String host, long seconds);

    HttpResponse<String> send(TestServer server, String... points) {
      String type = path.startsWith("/write") ? "text/plain" : "application/json";
      String body = begin + String.join(between, points) + end;
      return TestServer.send(
          server.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }
  }

  private static String resource(String host, long seconds, String metric, String attributes) {
    return """
        {"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"%s"}}]},
         "scopeMetrics":[{"metrics":[{"name":"%s","gauge":{"dataPoints":[
          {"timeUnixNano":"%d000000000","asDouble":1,"attributes":[%s]}]}}]}]}"""
        .formatted(host, metric, seconds, attributes);
  }

  @ParameterizedTest
  @EnumSource
  void oneHostsWrongClockKeepsNothingElseBack(Door door) {
    try (TestServer server = TestServer.start(data)) {
      long now = TestServer.NOON.getEpochSecond();
      HttpResponse<String> answer =
          door.send(
              server,
              door.point("right", now),
              door.point("fast", now - 60),
              door.point("fast", now + 1800));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(door.partly);
      assertThat(answer.body()).contains("ahead of the server's clock").contains("fast");
      assertThat(server.get("/api/v1/hosts").body()).contains("\"right\"", "\"fast\"");
      assertThat(server.get("/api/v1/verify").body()).contains("\"balanced\":true");
      assertThat(server.get("/api/v1/senders").body()).contains("\"early\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAllOfTheFutureComesAgain(Door door) {
    try (TestServer server = TestServer.start(data)) {
      long now = TestServer.NOON.getEpochSecond();
      HttpResponse<String> answer = door.send(server, door.point("fast", now + 1800));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void whoeverIsFirstWithAProbeOthersSeriesFindTheirPlace() throws Exception {
    try (TestServer server = TestServer.start(data);
        ExecutorService senders = Executors.newFixedThreadPool(6)) {
      // Both would be "…_by_a_b", with other keys.
      String one = attribute("a_b");
      String two = attribute("a") + "," + attribute("b");
      List<Callable<HttpResponse<String>>> tasks =
          IntStream.range(0, 60)
              .<Callable<HttpResponse<String>>>mapToObj(
                  i ->
                      () ->
                          Door.OTLP.send(
                              server,
                              resource(
                                  "h" + i % 2,
                                  TestServer.NOON.getEpochSecond(),
                                  "load" + i / 2,
                                  i % 2 == 0 ? one : two)))
              .toList();
      for (Future<HttpResponse<String>> answer : senders.invokeAll(tasks)) {
        assertThat(answer.get().body()).isEqualTo("{}");
      }
      for (int i = 0; i < 30; i++) {
        String probes = server.get("/api/v1/descriptions").body();
        assertThat(probes).contains("\"otel_load%d_by_a_b\"".formatted(i));
        assertThat(probes).contains("\"otel_load%d_by_a_b_2\"".formatted(i));
      }
    }
  }

  private static String attribute(String name) {
    return "{\"key\":\"%s\",\"value\":{\"stringValue\":\"x\"}}".formatted(name);
  }
}
