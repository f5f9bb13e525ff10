// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read again while the server runs. */
class ReloadTest {
  @TempDir Path data;

  private void write(String name, String text) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String reload(TestServer server) throws IOException {
    String token = Files.readString(data.resolve("server.token")).strip();
    HttpResponse<String> answer =
        TestServer.send(
            server
                .request("/api/v1/reload")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void policiesAreInForceAtOnceAndWhatNeedsARestartIsSaid() throws IOException {
    try (TestServer server = TestServer.start(data)) {
      for (int hours : List.of(5, 0)) {
        server.post(
            "/api/v1/samples",
            TestServer.sample(
                "h",
                hours,
                TestServer.NOON.minus(Duration.ofHours(hours)).toString(),
                "{\"a\":{\"x\":1}}"));
      }
      String before = server.get("/api/v1/plan").body();
      assertThat(reload(server)).contains("\"taken\":[]", "\"restart\":[]", "\"problems\":{}");
      write("server.conf", "policies = { { after = \"1 hour\" } }\nzone = \"Europe/Paris\"\n");
      assertThat(reload(server)).contains("\"taken\":[\"policies\"]", "\"restart\":[\"zone\"]");
      assertThat(server.get("/api/v1/plan").body()).isNotEqualTo(before);
      // Until then it is said again; what is in force is not.
      assertThat(reload(server)).contains("\"taken\":[]", "\"restart\":[\"zone\"]");
      write("server.conf", "statsd = { port = 0 }\n");
      assertThat(reload(server)).contains("\"restart\":[\"statsd\"]");
    }
  }

  @Test
  void fileAtFaultIsNamedAndChangesNothing() throws IOException {
    write("server.conf", "policies = { { after = \"1 hour\" } }\n");
    try (TestServer server = TestServer.start(data)) {
      server.post(
          "/api/v1/samples",
          TestServer.sample("h", 1, TestServer.NOON.toString(), "{\"a\":{\"x\":1}}"));
      String before = server.get("/api/v1/plan").body();
      write("server.conf", "policies = { { after = \"soon\" } }\n");
      write("probes.d/good.lua", "probe { values = { v = {} } }\n");
      write("probes.d/bad.lua", "probe { values = { v = { unti = 1 } } }\n");
      assertThat(reload(server))
          .contains("\"taken\":[\"probes.d\"]")
          .contains("server.conf: policies[1]: after: ")
          .contains("bad.lua:1: ");
      assertThat(server.get("/api/v1/plan").body()).isEqualTo(before);
      assertThat(server.get("/api/v1/descriptions").body()).contains("\"good\"");
    }
  }

  @Test
  void onlyWhoMayDoAllMayHaveItDone() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post("/api/v1/reload", "").statusCode()).isIn(401, 403);
    }
  }

  @Test
  void commandSaysWhatCameOfIt() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    List<String> words = List.of("reload", "--data", data.toString());
    assertThat(Main.run(words, () -> TestServer.NOON, stream, stream)).isEqualTo(2);
    assertThat(out.toString(UTF_8)).contains("no server runs on " + data);
    try (TestServer _ = TestServer.start(data)) {
      write("server.conf", "policies = { { keep = \"1 year\" } }\nahead = \"1 hour\"\n");
      out.reset();
      assertThat(Main.run(words, () -> TestServer.NOON, stream, stream)).isZero();
      assertThat(out.toString(UTF_8)).isEqualTo("taken: policies\nneeds a restart: ahead\n");
      write("server.conf", "policies = = 1\n");
      out.reset();
      assertThat(Main.run(words, () -> TestServer.NOON, stream, stream)).isEqualTo(1);
      assertThat(out.toString(UTF_8)).contains("nothing to take").contains("server.conf:1: ");
    }
  }
}
