// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What InfluxDB's clients rely on. */
class InfluxTest {
  private static final String RANGE = "&to=2026-11-22T13:00:00Z";

  @TempDir Path data;

  private static HttpResponse<String> write(
      TestServer server, String path, byte[] body, String... headers) {
    String[] all = headers.length == 0 ? new String[] {"Accept", "*/*"} : headers;
    return TestServer.send(
        server
            .request(path)
            .header("Content-Type", "text/plain; charset=utf-8")
            .headers(all)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void pingSaysTheVersion() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> ping = server.get("/ping");
      assertThat(ping.statusCode()).isEqualTo(204);
      assertThat(ping.headers().firstValue("X-Influxdb-Version")).hasValue("1.8.10");
      assertThat(server.get("/ping?verbose=true"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
      assertThat(server.get("/ping?verbose=true").body()).isEqualTo("{\"version\":\"1.8.10\"}");
    }
  }

  @Test
  void databasesAreThereOnceThereWasAWordOfThem() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> created =
          TestServer.send(
              server
                  .request("/query")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("q=CREATE+DATABASE+%22my+home%22")));
      assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
      assertThat(created.body()).isEqualTo("{\"results\":[{\"statement_id\":0}]}");
      assertThat(
              server
                  .get("/query?db=b&q=show+databases%3BSHOW%20RETENTION%20POLICIES%20ON%20b")
                  .body())
          .isEqualTo(
              "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\","
                  + "\"columns\":[\"name\"],\"values\":[[\"b\"],[\"my home\"]]}]},"
                  + "{\"statement_id\":1,\"series\":[{\"columns\":[\"name\",\"duration\","
                  + "\"shardGroupDuration\",\"replicaN\",\"default\"],"
                  + "\"values\":[[\"autogen\",\"0s\",\"168h0m0s\",1,true]]}]}]}");
      assertThat(server.get("/query?q=SELECT+1").body())
          .contains("\"error\":\"Domestik takes what");
      assertThat(server.post("/query?q=CREATE+DATABASE+c", "").statusCode()).isEqualTo(200);
      assertThat(error(server.get("/query"))).isEqualTo("missing required parameter \"q\"");
      assertThat(error(server.get("/query?q=foo"))).startsWith("error parsing query");
      HttpResponse<String> endless =
          TestServer.send(
              server
                  .request("/query")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      BodyPublishers.ofString(
                          "q=CREATE+DATABASE+%22" + "a".repeat(60_000) + "%22")));
      assertThat(endless.statusCode()).isEqualTo(400);
      assertThat(error(endless)).isEqualTo("a statement has more than 2000 characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/write?db=lab", "/api/v2/write?bucket=lab&org=mine"})
  void linesWithoutAHostAreOfTheDatabase(String path) throws Exception {
    try (TestServer server = TestServer.start(data)) {
      byte[] line = "m v=1 1795341600000000000\n".getBytes(UTF_8);
      assertThat(write(server, path, line).statusCode()).isEqualTo(204);
      assertThat(
              write(server, path, zipped("m w=2 1795341600000000000"), "Content-Encoding", "GZip"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(204);
      assertThat(server.get("/api/v1/series?host=lab&probe=m" + RANGE).body())
          .contains("\"v\":{\"avg\":[1]", "\"w\":{\"avg\":[2]");
      assertThat(write(server, path, line, "Content-Encoding", "deflate"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(415);
      assertThat(write(server, path, line, "Authorization", "Token anything"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(204);
      String root = Base64.getEncoder().encodeToString("root:root".getBytes(UTF_8));
      assertThat(write(server, path, line, "Authorization", "Basic " + root))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(204);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/write?db=home+assistant, home_assistant_",
    "/api/v2/write?bucket=mydb/autogen&org=mine, mydb_autogen_",
  })
  void aDatabaseThatIsNoHostsNameMakesOne(String path, String start) throws Exception {
    try (TestServer server = TestServer.start(data)) {
      byte[] line = "m v=1 1795341600000000000\n".getBytes(UTF_8);
      assertThat(write(server, path, line)).extracting(HttpResponse::statusCode).isEqualTo(204);
      assertThat(server.get("/api/v1/hosts").body()).contains("\"" + start);
    }
  }

  @Test
  void packedBodiesArePartedOrWholeAndHeldToWhatTheySay() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      byte[] first = zipped("m,host=h v=1 1795341600000000000\n");
      byte[] both = Arrays.copyOf(first, 2 * first.length);
      System.arraycopy(first, 0, both, first.length, first.length);
      assertThat(write(server, "/write", both, "Content-Encoding", "gzip").statusCode())
          .isEqualTo(204);
      byte[] lying = first.clone();
      lying[lying.length - 4] = 3;
      HttpResponse<String> answer = write(server, "/write", lying, "Content-Encoding", "gzip");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(error(answer)).contains("not gzip");
      assertThat(write(server, "/write", zipped(""), "Content-Encoding", "gzip").statusCode())
          .isEqualTo(204);
    }
  }

  @Test
  void healthHasTheWordsOfTheClientThatAsks() {
    try (TestServer server = TestServer.start(data)) {
      String body =
          TestServer.send(
                  server.request("/health").header("User-Agent", "influxdb-client-python/1.40.0"))
              .body();
      assertThat(body).contains("\"name\":\"influxdb\"", "\"status\":\"pass\"");
      assertThat(server.get("/health").body()).contains("\"status\":\"ok\"");
    }
  }

  @Test
  void bodiesMayHave25Megabytes() {
    try (TestServer server = TestServer.start(data)) {
      String line = "m,host=h,k=abc f=%08d,g=2,t=\"" + "x".repeat(200) + "\" 17953416%08d00\n";
      StringBuilder body = new StringBuilder();
      int rows = 0;
      for (; body.length() < 24_900_000; rows++) {
        body.append(line.formatted(rows, rows));
      }
      body.append("m,host=h,k=abc f=-1 1795341500000000000\n");
      assertThat(write(server, "/write?precision=ns", body.toString().getBytes(UTF_8)))
          .extracting(HttpResponse::body)
          .isEqualTo("");
      assertThat(server.get("/api/v1/series?host=h&probe=m&key=abc&points=2" + RANGE).body())
          .contains("\"min\":[-1");
      assertThat(write(server, "/write", new byte[25_000_001]).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void theOperatorsSourcesHold() throws Exception {
    Files.writeString(
        data.resolve("server.conf"),
        """
        sources = {
          { db = "lab", prefix = "lab_", host = "node", without = "type", units = { up = "s" } },
        }
        """);
    try (TestServer server = TestServer.start(data)) {
      byte[] lines = "sys,node=n1,type=x,k=a up=5,swap=1\nswap,k=a up=6\n".getBytes(UTF_8);
      assertThat(write(server, "/write?db=lab", lines).statusCode()).isEqualTo(204);
      assertThat(server.get("/api/v1/series?host=n1&probe=lab_sys&key=a").body())
          .contains("\"up\":{\"avg\":[5]");
      assertThat(server.get("/api/v1/series?host=node&probe=lab_swap&key=a").body())
          .contains("\"up\":{\"avg\":[6]");
      assertThat(server.get("/api/v1/descriptions").body())
          .contains("\"name\":\"up\",\"type\":\"integer\",\"unit\":\"s\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 204", "1800, 503", "7200, 503"})
  void whatIsOfTheFutureComesAgain(int seconds, int status) {
    try (TestServer server = TestServer.start(data)) {
      long time = TestServer.NOON.getEpochSecond() + seconds;
      HttpResponse<String> answer =
          write(server, "/write?precision=s", ("m,host=h v=1 " + time).getBytes(UTF_8));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }
  }

  @Test
  void oneHostsWrongClockKeepsNobodyElsesLinesBack() {
    try (TestServer server = TestServer.start(data)) {
      long time = TestServer.NOON.getEpochSecond();
      String lines = "m,host=h v=1 %d\nm,host=i v=1 %d\n".formatted(time, time + 86_400);
      HttpResponse<String> answer = write(server, "/write?precision=s", lines.getBytes(UTF_8));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(error(answer))
          .startsWith("partial write: line 2: its time 2026-11-23T12:00:00Z is ahead")
          .endsWith(" dropped=1");
      assertThat(server.get("/api/v1/hosts").body()).contains("\"h\"").doesNotContain("\"i\"");
    }
  }

  @Test
  void manyWhoInventTagsAtOnceLoseNothing() throws Exception {
    try (TestServer server = TestServer.start(data);
        ExecutorService senders = Executors.newFixedThreadPool(6)) {
      List<Callable<Integer>> tasks =
          IntStream.range(0, 18)
              .<Callable<Integer>>mapToObj(
                  tag ->
                      () ->
                          write(
                                  server,
                                  "/write",
                                  "m,host=h,t%d=x v=%d,f%d=1\n"
                                      .formatted(tag, tag, tag)
                                      .getBytes(UTF_8))
                              .statusCode())
              .toList();
      for (Future<Integer> answer : senders.invokeAll(tasks)) {
        assertThat(answer.get()).isEqualTo(204);
      }
      String sql = "{\"sql\":\"SELECT count(*), sum(v) FROM domestik.probe_m\"}";
      assertThat(server.post("/api/v1/sql", sql).body()).contains("[[18,153]]");
    }
  }

  @Test
  void moreTagsThanATableHasLevelsForGoToTheNext() {
    try (TestServer server = TestServer.start(data)) {
      for (int tag = 0; tag < 60; tag++) {
        byte[] line = "m,host=h,t%02d=x v=%d\n".formatted(tag, tag).getBytes(UTF_8);
        assertThat(write(server, "/write", line).statusCode()).isEqualTo(204);
      }
      assertThat(server.get("/api/v1/hosts").body()).contains("[\"m\",\"m_2\",\"m_3\"]");
      String sql = "{\"sql\":\"SELECT sum(v) FROM domestik.probe_m_3\"}";
      assertThat(server.post("/api/v1/sql", sql).body()).contains("[[" + (48 + 59) * 6 + "]]");
    }
  }
}
