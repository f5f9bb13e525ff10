// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the store one host may take. */
class LimitsTest {
  @TempDir Path data;

  private TestServer start(String limits) throws IOException {
    Files.writeString(data.resolve("server.conf"), "limits = {" + limits + "}\n");
    return TestServer.start(data);
  }

  private static String lines(String host, String probe, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(key -> probe + ",host=" + host + ",name=k" + key + " v=1\n")
        .collect(Collectors.joining());
  }

  private static void refused(HttpResponse<String> answer, int status, String... words) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(TestServer.error(answer)).contains(words);
  }

  private static void taken(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
  }

  @Test
  void aProbeThatInventsAKeyARunIsStoppedAndOthersGoOn() throws IOException {
    try (TestServer server = start("probe_keys = 5")) {
      for (int run = 0; run < 5; run++) {
        taken(server.write(lines("h", "wild", run, run + 1)));
        server.advance(Duration.ofMinutes(1));
      }
      refused(
          server.write(lines("h", "wild", 5, 6)),
          400,
          "host \"h\"",
          "probe \"wild\"",
          "it has 6 keys",
          "5 are the most",
          "limits.probe_keys in server.conf");
      taken(server.write(lines("h", "wild", 0, 5))); // What is known goes on.
      taken(server.write(lines("h", "tame", 0, 5)));
      taken(server.write(lines("other", "wild", 0, 5)));
      assertThat((List<?>) TestServer.json(server.get("/api/v1/stored?host=h&probe=wild")))
          .hasSize(5);
    }
    try (TestServer server = TestServer.start(data)) { // It is no matter of memory.
      refused(server.write(lines("h", "wild", 6, 7)), 400, "it has 6 keys");
    }
  }

  @Test
  void aNewSeriesBeyondTheLimitHoldsNoKnownOneOfItsProbeBack() throws IOException {
    try (TestServer server = start("probe_keys = 5")) {
      taken(server.write(lines("h", "wild", 0, 5)));
      server.advance(Duration.ofMinutes(1));
      refused(server.write(lines("h", "wild", 0, 7)), 400, "probe_keys", "dropped=2");
      assertThat(server.get("/api/v1/verify").body()).contains("\"accepted\":10,\"live\":10");
      assertThat((List<?>) TestServer.json(server.get("/api/v1/stored?host=h&probe=wild")))
          .hasSize(5);
    }
  }

  @Test
  void aHostHasSoManyKeysAndProbesInAll() throws IOException {
    try (TestServer server = start("keys = 8, probes = 3")) {
      taken(server.write(lines("h", "a", 0, 4) + lines("h", "b", 0, 4)));
      refused(
          server.write(lines("h", "a", 4, 5)),
          400,
          "host \"h\" has 9 keys",
          "8 are the most",
          "limits.keys");
      taken(server.write("c,host=g v=1\nd,host=g v=1\ne,host=g v=1\n"));
      refused(server.write("f,host=g v=1\n"), 400, "has 4 probes", "limits.probes");
      taken(server.write("a,host=new,name=k v=1\n"));
    }
  }

  @Test
  void whatIsTooFastMayComeLater() throws IOException {
    try (TestServer server = start("host_minute = { keys = 10, probes = 2, columns = 6 }")) {
      taken(server.write(lines("h", "a", 0, 8)));
      HttpResponse<String> answer = server.write(lines("h", "a", 8, 12));
      refused(
          answer,
          429,
          "host \"h\" brings 12 new keys within a minute",
          "10 are the most",
          "limits.host_minute.keys");
      assertThat(answer.headers().firstValue("Retry-After")).contains("12");
      taken(server.write(lines("h", "a", 0, 8)));
      taken(server.write(lines("g", "a", 8, 12)));
      server.advance(Duration.ofSeconds(12));
      taken(server.write(lines("h", "a", 8, 12)));
      server.advance(Duration.ofMinutes(1));
      refused(server.write(lines("h", "a", 20, 31)), 400, "11 new keys at once", "in parts");
      taken(server.write("one,host=h v=1\ntwo,host=h v=1\n"));
      refused(server.write("three,host=h v=1\n"), 429, "3 new probes", "host_minute.probes");
      refused(
          server.write("one,host=h a=1,b=1,c=1,d=1,e=1\n"),
          429,
          "7 new columns",
          "host_minute.columns");
    }
  }

  @Test
  void bytesCountInflated() throws IOException {
    try (TestServer server = start("host_minute = { bytes = 100000 }")) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(
            ("# " + "x".repeat(60_000) + "\na,host=h v=1\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      for (int status : new int[] {204, 429}) {
        HttpResponse<String> answer =
            TestServer.send(
                server
                    .request("/write")
                    .header("Content-Type", "text/plain")
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      }
      HttpResponse<String> json =
          server.post(
              "/api/v1/samples", "{\"host\":\"h\",\"samples\":[]" + " ".repeat(60_000) + "}");
      refused(json, 429, "bytes within a minute", "limits.host_minute.bytes in server.conf");
    }
  }

  @Test
  void aTokenOfManyHostsHasItsOwn() throws IOException {
    try (TestServer server = start("token_minute = { hosts = 2 }")) {
      taken(server.write("a,host=h1 v=1\na,host=h2 v=1\n"));
      refused(server.write("a,host=h3 v=1\n"), 429, "3 new hosts", "limits.token_minute.hosts");
    }
  }

  @Test
  void anAgentsBatchSaysWhichProbeItIs() throws IOException {
    try (TestServer server = start("probe_keys = 1")) {
      String sample =
          "{\"host\":\"h\",\"samples\":[{\"probe\":\"p\",\"time\":\"2026-11-22T11:00:00Z\","
              + "\"data\":{\"k1\":{\"v\":1},\"k2\":{\"v\":1}}}]}";
      refused(server.post("/api/v1/samples", sample), 400, "probe \"p\"", "limits.probe_keys");
      assertThat(((List<?>) TestServer.json(server.get("/api/v1/hosts")))).isEmpty();
      assertThat(((Map<?, ?>) TestServer.json(server.get("/api/v1/descriptions")))).isEmpty();
    }
  }
}
