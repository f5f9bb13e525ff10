// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.domestik.server.ingest.Breakage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class MalformedInputTest {
  private static final long SEED = 42;
  private static final int RUNS = 300;

  @TempDir Path data;

  private static HttpResponse<String> send(
      TestServer server, String path, String type, byte[] body) {
    return TestServer.send(
        server.request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private void breakIt(String path, String type, String good) {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(SEED);
    try (TestServer server = TestServer.start(data)) {
      for (int run = 0; run < RUNS; run++) {
        byte[] body = Breakage.of(good.getBytes(UTF_8), random);
        HttpResponse<String> response = send(server, path, type, body);
        assertThat(response.statusCode())
            .as("seed %d, body %s: %s", SEED, new String(body, UTF_8), response.body())
            .isLessThan(500);
        if (response.statusCode() >= 400) {
          assertThat(TestServer.error(response)).isNotBlank();
        }
      }
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void noDocumentIsTheServersFault() {
    breakIt(
        "/api/v1/samples",
        "application/json",
        """
        {"host":"h","boot":"b","sequence":7,"samples":[{"probe":"p","time":"2026-11-22T10:00:00Z",
         "data":{"k":{"data":476,"stack":"13.6"},"l":{"data":1,"stack":2}}}],
         "descriptions":{"p":{"key":"process","values":{"data":{},"stack":{"type":"real"}},
          "derived":{"used":"data + stack"},"leak":"used","graph":{"base":1024}}},
         "runs":[{"probe":"p","script":"p.lua","outcome":"failed","error":"x","time":0,"micros":12}]}
        """);
  }

  @Test
  void whatBeginsLikeUtf32IsRefusedInWords() {
    byte[] body = {0, 0, 0, '{', 0, 'x', 'y', 'z', (byte) 0xff, 0, 0, 0};
    try (TestServer server = TestServer.start(data)) {
      for (String path : List.of("/api/v1/samples", "/api/v1/sql")) {
        HttpResponse<String> response = send(server, path, "application/json", body);
        assertThat(response.statusCode()).as(path).isEqualTo(400);
        assertThat(TestServer.error(response)).as(path).startsWith("not JSON in UTF-8");
      }
    }
  }

  @Test
  void noLineIsTheServersFault() {
    breakIt(
        "/write",
        "text/plain",
        "cpu,host=web-1,core=0\\ 1 usage=1.5,n=3i,up=t 1795341600000000000\nm,host=h a=1,b=2\n");
  }

  @Test
  void noQueryIsTheServersFault() {
    breakIt("/api/v1/sql", "application/json", "{\"sql\":\"SELECT host FROM domestik.hosts\"}");
  }

  @Test
  void complaintsAreInWordsOfTheInterface() {
    try (TestServer server = TestServer.start(data)) {
      String nan =
          "{\"host\":\"h\",\"samples\":[{\"probe\":\"p\",\"time\":0,\"data\":{\"x\":NaN}}]}";
      assertThat(TestServer.error(server.post("/api/v1/samples", nan)))
          .startsWith("not JSON: NaN is no number in JSON: leave the value out at line 1");
      for (String broken : List.of("{\"host\"", "{/", "{\"host\":" + "1".repeat(500) + "}")) {
        assertThat(TestServer.error(server.post("/api/v1/samples", broken)))
            .startsWith("not JSON")
            .doesNotContain("Feature")
            .doesNotContain("Constraints")
            .doesNotContain("REDACTED");
      }
      String boot = "{\"host\":\"h\",\"boot\":\"\",\"sequence\":1,\"samples\":[]}";
      assertThat(TestServer.error(server.post("/api/v1/samples", boot)))
          .isEqualTo("boot \"\" is empty; 1 to 1000 characters are stored");
    }
  }
}
