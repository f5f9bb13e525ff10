// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;
import static org.domestik.server.TestServer.json;
import static org.domestik.server.TestServer.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
  private static final String SEEDS = "{\"dmkcheckd\":{\"data\":\"476\",\"stack\":136}}";
  private static final String TIME = "2026-11-22T10:00:00Z";
  private static final String SAMPLES = "/api/v1/samples";

  @TempDir Path data;

  @Test
  void acceptedSampleCanBeReadAndItsRepeatChangesNothing() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> first = server.post(SAMPLES, sample("h", 7, TIME, SEEDS));
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.body()).isEqualTo("{\"accepted\":1}");
      HttpResponse<String> repeat = server.post(SAMPLES, sample("h", 7, TIME, SEEDS));
      assertThat(repeat.statusCode()).isEqualTo(200);
      assertThat(repeat.body()).isEqualTo("{\"accepted\":0,\"duplicate\":true}");
      assertThat(server.get("/api/v1/hosts").body())
          .isEqualTo(
              "[{\"host\":\"h\",\"state\":\"silent\",\"lastSample\":\"2026-11-22T10:00:00Z\","
                  + "\"probes\":[\"process_tracking\"]}]");
      assertThat(server.get("/api/v1/stored?host=h&probe=process_tracking").body())
          .isEqualTo("[\"dmkcheckd\"]");
      assertThat(server.get("/api/v1/archived?host=h&probe=process_tracking").body())
          .isEqualTo("[]");
      assertThat(server.get("/api/v1/series?host=h&probe=process_tracking&key=dmkcheckd").body())
          .isEqualTo(
              "{\"time\":[1795341600000],\"values\":{"
                  + "\"data\":{\"avg\":[476],\"min\":[476],\"max\":[476]},"
                  + "\"stack\":{\"avg\":[136],\"min\":[136],\"max\":[136]}},"
                  + "\"archivedUntil\":null}");
    }
  }

  @Test
  void acknowledgedSampleIsThereAfterARestart() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post(SAMPLES, sample("h", 1, TIME, SEEDS)).statusCode()).isEqualTo(200);
    }
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post(SAMPLES, sample("h", 1, TIME, SEEDS)).body())
          .isEqualTo("{\"accepted\":0,\"duplicate\":true}");
      assertThat(server.get("/api/v1/stored?host=h&probe=process_tracking").body())
          .isEqualTo("[\"dmkcheckd\"]");
    }
  }

  @Test
  void oneBadValueRefusesTheWholeRequestAndKeepsNothing() {
    String document =
        """
        {"host":"h","samples":[
          {"probe":"good","time":"2026-11-22T10:00:00Z","data":{"a":1}},
          {"probe":"disk","time":"2026-11-22T10:00:00Z","data":{"sda":{"read":{"ops":"many"}}}}]}
        """;
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response = server.post(SAMPLES, document);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(error(response))
          .isEqualTo(
              "samples[1] (disk): key \"sda\", \"read\", value \"ops\": \"many\" is not a number");
      assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
    }
  }

  @Test
  void sampleFarAheadOfTheClockIsToBeSentAgainLater() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response =
          server.post(SAMPLES, sample("h", 1, "2038-01-01T00:00:00Z", SEEDS));
      assertThat(response.statusCode()).isEqualTo(425);
      assertThat(response.headers().firstValue("Retry-After")).hasValue("60");
      assertThat(error(response)).contains("ahead").contains("2038").contains("not yet");
      HttpResponse<String> lines = server.write("load,host=h v=1 2145916800000000000");
      assertThat(lines.statusCode()).isEqualTo(503);
      assertThat(lines.headers().firstValue("Retry-After")).isPresent();
      assertThat(error(lines)).contains("ahead");
      assertThat(server.get("/health").body()).contains("clock of host h").contains("2038");
      assertThat(server.get("/metrics").body())
          .contains("domestik_batches_total{result=\"early\"} 2");
    }
  }

  @Test
  void otherSamplesUnderANumberThatWasUsedAreKeptAndTold() {
    try (TestServer server = TestServer.start(data)) {
      String noon = TestServer.NOON.toString();
      server.post(SAMPLES, sample("h", 1, noon, "{\"a\":{\"x\":1}}"));
      String other = sample("h", 1, noon, "{\"b\":{\"x\":1}}");
      assertThat(server.post(SAMPLES, other).body())
          .isEqualTo("{\"accepted\":1,\"conflict\":true}");
      assertThat(server.post(SAMPLES, other).body())
          .isEqualTo("{\"accepted\":0,\"duplicate\":true}");
      assertThat(server.get("/api/v1/hosts").body()).contains("\"conflicts\":1");
      assertThat(server.get("/metrics").body())
          .contains("domestik_batches_total{result=\"conflict\"} 1");
    }
  }

  @Test
  void whatHostsDoNotAgreeAboutStandsWithTheirScriptsAndTheDescription() {
    String document =
        """
        {"host":"%s","samples":[{"probe":"disk","time":"2026-11-22T10:00:00Z","data":{"v":1}}],
         "descriptions":{"disk":{"title":"%s","values":{"v":{"unit":"%s"}}}},
         "runs":[{"probe":"disk","script":"disk.lua","outcome":"ok","time":1795341600000,
                  "micros":3}]}""";
    try (TestServer server = TestServer.start(data)) {
      server.post(SAMPLES, document.formatted("a", "Disks", "kB"));
      server.post(SAMPLES, document.formatted("b", "Mine", "B"));
      String words = "title \\\"Mine\\\", not \\\"Disks\\\"; unit of v \\\"B\\\", not \\\"kB\\\"";
      assertThat(server.get("/api/v1/probes?host=a").body()).doesNotContain("conflict");
      for (String path : List.of("/api/v1/probes?host=b", "/api/v1/probes")) {
        assertThat(server.get(path).body())
            .contains("\"lastRun\":\"2026-11-22T10:00:00Z\"")
            .contains("\"conflict\":\"host \\\"b\\\" describes probe \\\"disk\\\" otherwise")
            .contains("host \\\"a\\\"")
            .contains(words);
      }
      assertThat(server.get("/api/v1/descriptions").body())
          .contains("\"conflicts\":[{\"host\":\"b\",\"with\":\"host \\\"a\\\"\",");
    }
  }

  @Test
  void keysOfSeveralLevelsAndOfNoneAreToldApart() {
    String document =
        """
        {"host":"h","samples":[
          {"probe":"load","time":"2026-11-22T11:59:00Z","data":{"one":0.5,"five":1}},
          {"probe":"disk","time":1795348740000,
           "data":{"sda":{"read":{"ops":1},"write":{"ops":2}},"sdb":{"read":{"ops":3}}}}]}
        """;
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post(SAMPLES, document).body()).isEqualTo("{\"accepted\":2}");
      assertThat(json(server.get("/api/v1/stored?host=h&probe=load")))
          .isEqualTo(List.of(List.of()));
      assertThat(json(server.get("/api/v1/stored?host=h&probe=disk")))
          .isEqualTo(
              List.of(List.of("sda", "read"), List.of("sda", "write"), List.of("sdb", "read")));
      assertThat(server.get("/api/v1/series?host=h&probe=load").body()).contains("0.5");
      assertThat(server.get("/api/v1/series?host=h&probe=disk&key=sda&key=write").body())
          .contains("\"avg\":[2]");
      assertThat(error(server.get("/api/v1/series?host=h&probe=disk&key=sda")))
          .contains("key 2 times, not 1");
    }
  }

  @Test
  void descriptionAndRunsTravelWithTheSamples() {
    String document =
        """
        {"host":"h","samples":[{"probe":"p","time":"2026-11-22T10:00:00Z",
                                "data":{"a":{"data":1,"stack":2}}}],
         "descriptions":{"p":{"title":"Memory","key":"process","values":{"data":{"unit":"kB"},
                             "stack":{"unit":"kB"}},"derived":{"used":"data + stack"}}},
         "runs":[{"probe":"p","script":"p.lua","outcome":"failed","error":"p.lua:3: boom",
                  "time":"2026-11-22T10:00:00Z","micros":312,"output":"a=1\\nb=2\\n"}]}
        """;
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post(SAMPLES, document).body()).isEqualTo("{\"accepted\":1}");
      assertThat(server.get("/api/v1/probes?host=h").body())
          .isEqualTo(
              "[{\"probe\":\"p\",\"script\":\"p.lua\",\"outcome\":\"failed\","
                  + "\"error\":\"p.lua:3: boom\",\"lastRun\":\"2026-11-22T10:00:00Z\","
                  + "\"micros\":312,\"output\":\"a=1\\nb=2\\n\"}]");
      Map<?, ?> descriptions = (Map<?, ?>) json(server.get("/api/v1/descriptions"));
      Map<?, ?> description = (Map<?, ?>) descriptions.get("p");
      assertThat(description.get("title")).isEqualTo("Memory");
      assertThat(description.get("key")).isEqualTo(List.of("process"));
      assertThat(description.get("derived").toString()).contains("data + stack");
      assertThat(server.get("/api/v1/series?host=h&probe=p&key=a").body())
          .contains("\"used\":{\"avg\":[3]");
    }
  }

  @Test
  void compressedBodyIsInflatedAndBoundedAfterwards() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      assertThat(gzip(server, sample("h", 1, TIME, SEEDS)).body()).isEqualTo("{\"accepted\":1}");
      HttpResponse<String> bomb = gzip(server, " ".repeat(20 << 20));
      assertThat(bomb.statusCode()).isEqualTo(413);
      assertThat(error(bomb)).contains("16777216");
      HttpResponse<String> plain =
          TestServer.send(
              server
                  .request(SAMPLES)
                  .header("Content-Encoding", "gzip")
                  .POST(BodyPublishers.ofString(sample("h", 2, TIME, SEEDS))));
      assertThat(plain.statusCode()).isEqualTo(400);
    }
  }

  private static HttpResponse<String> gzip(TestServer server, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return TestServer.send(
        server
            .request(SAMPLES)
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
  }

  @Test
  void tooLongBodyIsRefused() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response = server.post(SAMPLES, " ".repeat((16 << 20) + 1));
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }
  }
}
