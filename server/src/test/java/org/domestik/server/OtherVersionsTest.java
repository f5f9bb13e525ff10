// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.model.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Agents of other versions are understood: older ones as they were recorded, newer ones as far as
 * they say what is known.
 *
 * <p>{@code -Ddomestik.keep=X.Y.Z} keeps this version's answers to {@code
 * kept/X.Y.Z/requests.jsonl}.
 */
class OtherVersionsTest {
  private static final Path KEPT = Path.of("src/test/resources/kept");
  private static final String KEEP = System.getProperty("domestik.keep");

  @TempDir Path data;

  static Stream<Path> versions() throws IOException {
    try (Stream<Path> all = Files.list(KEPT)) {
      return all.sorted().toList().stream();
    }
  }

  private static HttpResponse<String> post(TestServer server, String sender, String body) {
    return TestServer.send(
        server
            .request("/api/v1/samples")
            .header("User-Agent", sender)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void recordedRequestsAreAnsweredAsTheyWere(Path version) throws Exception {
    List<String> answers = new ArrayList<>();
    try (TestServer server = TestServer.start(data)) {
      server.advance(Duration.ofDays(8));
      for (String request : Files.readAllLines(version.resolve("requests.jsonl"))) {
        HttpResponse<String> answer = post(server, "dmkcheckd/" + version.getFileName(), request);
        answers.add(answer.statusCode() + " " + answer.body());
      }
      Path expected = version.resolve("answers.jsonl");
      if (String.valueOf(version.getFileName()).equals(KEEP)) {
        Files.write(expected, answers);
      }
      assertThat(answers).isEqualTo(Files.readAllLines(expected));
      assertThat(server.get("/api/v1/verify").body()).doesNotContain("false");
      String series = "/api/v1/series?host=vm&probe=kept&key=a&from=0&to=1900000000000";
      assertThat(server.get(series).body()).contains("\"sum\":", "\"two\":");
      assertThat(server.get("/api/v1/probes?host=vm").body())
          .contains("\"script\":\"faulty.lua\",\"outcome\":\"failed\"");
    }
  }

  private static final String NEWER =
      """
      {"later":{"what":[1]},"host":"h","boot":"6f1c0000-0000-0000-0000-000000000001","sequence":1,
       "samples":[{"probe":"p","time":"2026-11-22T11:59:00Z","mood":{"a":1},"data":{"a":{"x":1}}}],
       "descriptions":{"p":{"key":"k","values":{"x":{}},"colour":"blue"}},
       "runs":[{"probe":"p","script":"p.lua","outcome":"ok","time":"2026-11-22T11:59:00Z",
                "micros":7,"joules":2}],
       "spool":{"samples":0,"collapsed":0,"dropped":0,"bytes":0,"limit":1,"shards":3}}""";

  @Test
  void newerAgentsWordsAreLeftOutAndTold() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> answer = post(server, "dmkcheckd/9.9.9", NEWER);
      assertThat(answer.body())
          .isEqualTo(
              "{\"accepted\":1,\"ignored\":"
                  + "[\"descriptions: p\",\"joules\",\"later\",\"mood\",\"shards\"]}");
      assertThat(server.get("/api/v1/stored?host=h&probe=p").body()).isEqualTo("[\"a\"]");
      assertThat(server.get("/api/v1/probes?host=h").body()).contains("\"micros\":7");
    }
  }

  @Test
  void ofOthersTheyAreMistyped() {
    try (TestServer server = TestServer.start(data)) {
      for (String sender : List.of("curl/7.88.1", "dmkcheckd/" + Version.current())) {
        HttpResponse<String> answer = post(server, sender, NEWER);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestServer.error(answer)).contains("unknown field \"later\"");
      }
    }
  }
}
