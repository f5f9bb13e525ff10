// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.NOON;
import static org.domestik.server.TestServer.sample;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.server.command.StoredCommand;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
  @TempDir Path data;

  private record Outcome(int code, String out, String err) {}

  private Outcome run(String command, String... more) throws InterruptedException {
    List<String> args = new ArrayList<>(List.of(command, "--data", data.toString()));
    args.addAll(List.of(more));
    return runAsGiven(args);
  }

  private static Outcome runAsGiven(List<String> args) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args, () -> NOON, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Three days of a sample an hour, so that a day of it is due for the archive. */
  private static void fill(TestServer server) {
    for (int hour = 0; hour < 72; hour++) {
      String time = NOON.minusSeconds(3600L * (72 - hour)).toString();
      String document = sample("h", hour, time, "{\"a\":{\"x\":" + hour + "}}");
      assertThat(server.post("/api/v1/samples", document).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void commandsSayTheSameWithAndWithoutAServer() throws Exception {
    List<Outcome> remote = new ArrayList<>();
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      Outcome plan = run("plan", "--json");
      Outcome archive = run("archive");
      assertThat(plan.code() + archive.code()).isZero();
      assertThat(archive.out()).contains("process_tracking");
      assertThat(server.get("/api/v1/archived?host=h&probe=process_tracking").body())
          .isEqualTo("[\"a\"]");
      assertThat(run("archive", "--json").out()).doesNotContain("\"rows\":36");
      for (String[] command : commands()) {
        remote.add(runAsGiven(withData(command)));
      }
    }
    int number = 0;
    for (String[] command : commands()) {
      Outcome local = runAsGiven(withData(command));
      assertThat(local.out()).as(String.join(" ", command)).isEqualTo(remote.get(number++).out());
      assertThat(local.code()).as(local.err()).isZero();
    }
  }

  @Test
  void anEmptyAnswerStillSaysWhatItWouldTell() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      assertThat(run("archive").err()).isEqualTo("archive h process_tracking: 36\n");
      assertThat(run("plan").out())
          .startsWith("host  probe  archiveBefore")
          .containsPattern("\n\\(nothing\\)\ndisk: .* free, .* never full by it\n$");
    }
  }

  @Test
  void whatMeansNoHostOrProbeIsSaidWithTheNearest() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      for (String command : List.of("plan", "archive", "purge", "verify", "acknowledge", "leaks")) {
        Outcome outcome = run(command, "--host", "hh");
        assertThat(outcome.code()).as(command).isEqualTo(2);
        assertThat(outcome.err()).contains("there is no host \"hh\"; nearest is \"h\"");
      }
    }
    assertThat(run("plan", "--probe", "process_trakc*").err())
        .contains("there is no probe \"process_trakc*\"; nearest is \"process_tracking\"");
    assertThat(run("plan", "--host", "h*", "--probe", "*").code()).isZero();
  }

  @Test
  void policyForANameLikeAKnownOneStopsNoStart() throws Exception {
    Files.writeString(
        data.resolve("server.conf"),
        "policies = { { host = \"hots\", probe = \"proces_tracking\" }, { probe = \"gpu\" } }\n");
    for (int start = 0; start < 2; start++) {
      try (TestServer server = TestServer.start(data)) {
        fill(server); // With what the next start knows.
      }
    }
  }

  @Test
  void deleteSaysWhatGoesAndDoesNothingWithoutTheHostsName() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      Outcome doubtful = delete("no\n");
      assertThat(doubtful.code()).isEqualTo(1);
      assertThat(doubtful.err()).contains("removes 72 live rows", "nothing was deleted");
      assertThat(delete("").code()).isEqualTo(1);
      assertThat(server.get("/api/v1/hosts").body()).contains("\"h\"");

      assertThat(delete("h\n").code()).isZero();
      assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
    }
    assertThat(run("delete", "--host", "h", "--yes").err()).contains("h");
  }

  private Outcome delete(String typed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new StoredCommand(
                () -> NOON, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
            .delete(
                List.of("--data", data.toString(), "--host", "h"),
                new ByteArrayInputStream(typed.getBytes(UTF_8)));
    return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static String[][] commands() {
    return new String[][] {
      {"verify"},
      {"verify", "--json", "--host", "h*"},
      {"plan", "--now", "2026-12-01T00:00:00Z"},
      {"leaks", "--json"},
      {"sql", "SELECT host, key, x, sample_time FROM domestik.probe_process_tracking ORDER BY x"},
      {"sql", "SELECT NULL AS a, 9007199254740993 AS b, 0.5 AS c, true AS d", "--json"}
    };
  }

  private List<String> withData(String... command) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(List.of("--data", data.toString()));
    return args;
  }

  @Test
  void verifyAddsUpAfterArchive() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
    }
    assertThat(run("archive").code()).isZero();
    Outcome verify = run("verify", "--json");
    assertThat(verify.code()).isZero();
    assertThat(verify.out()).contains("\"accepted\":72").contains("\"balanced\":true");
  }

  @Test
  void lossIsToldUntilItIsAcknowledged() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
    }
    Path store = data.resolve("samples.duckdb");
    byte[] older = Files.readAllBytes(store);
    assertThat(run("archive").code()).isZero();
    Files.write(store, older);
    Outcome verify = run("verify");
    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.out()).contains("(unknown)").contains("are not in it");
    assertThat(verify.err()).contains("the command acknowledge");
    try (TestServer server = TestServer.start(data)) {
      assertThat(run("verify").out()).contains("are not in it");
      assertThat(run("acknowledge").out()).contains("are not in it");
      assertThat(server.get("/api/v1/verify").body()).doesNotContain("are not in it");
    }
    assertThat(run("verify").code()).isZero();
  }

  @Test
  void hostIsRetiredAndTakenBack() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      assertThat(run("retire", "--host", "h").out()).contains("retired");
      assertThat(server.get("/api/v1/hosts").body()).contains("\"state\":\"retired\"");
      assertThat(run("unretire", "--host", "h").out()).doesNotContain("retired");
      assertThat(run("retire", "--host", "nobody").code()).isEqualTo(2);
      assertThat(run("retire", "--host", "*").code()).isEqualTo(2);
    }
  }

  @Test
  void wrongUseIsOneLineAndCodeTwo() throws Exception {
    Files.writeString(data.resolve("samples.duckdb.wal"), "");
    for (String[] wrong :
        new String[][] {
          {"plan"},
          {"plan", "--hots", "x"},
          {"plan", "--host"},
          {"plan", "extra"},
          {"retire"},
          {"plan", "--now", "noon"},
          {"sql"},
          {"server", "--port", "99999"},
          {"server", "--listen", "0.0.0.0"},
          {"server", "--json"}
        }) {
      Outcome outcome = runAsGiven(withData(wrong));
      assertThat(outcome.code()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
    }
    assertThat(runAsGiven(List.of("plan")).err()).contains("--data");
    assertThat(run("retire").err()).contains("--host is missing", "usage: retire");
    assertThat(run("delete").err()).contains("--host is missing", "usage: delete");
    assertThat(runAsGiven(List.of()).code()).isEqualTo(2);
    assertThat(runAsGiven(List.of("plna")).err()).contains("plna");
    Outcome help = run("verify", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("usage: ").contains("|verify|acknowledge|");
  }

  @Test
  void mistypedFolderIsNoServerWithoutUsersAndTokens() throws Exception {
    for (String command : List.of("user", "token")) {
      Outcome list = run(command, "list");
      assertThat(list.code()).as(command).isEqualTo(2);
      assertThat(list.err()).contains("there is no data in " + data);
    }
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void lockedFolderNamesItsHolder() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      Outcome second = run("server", "--port", "0");
      assertThat(second.code()).isEqualTo(2);
      assertThat(second.err()).contains("in use by process " + ProcessHandle.current().pid());
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void addressLeftByAKilledServerIsNoObstacle() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
    }
    Files.writeString(data.resolve("server.url"), "http://127.0.0.1:1\n");
    Files.writeString(data.resolve("server.token"), "x\n");
    assertThat(run("verify").code()).isZero();
  }

  @Test
  void serverOfAnotherFolderThatHasThePortNowIsNotAsked() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
    }
    Path other = Files.createDirectory(data.resolve("other"));
    try (TestServer server = TestServer.start(other)) {
      Files.writeString(data.resolve("server.url"), server.running.url() + "\n");
      Files.writeString(data.resolve("server.token"), "x\n");
      Outcome hosts = run("sql", "SELECT DISTINCT host FROM domestik.probe_process_tracking");
      assertThat(hosts.code()).as(hosts.err()).isZero();
      assertThat(hosts.out()).contains("h");
    }
  }

  @Test
  void auditTellsOfOperationsWithoutAServerToo() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
    }
    assertThat(run("retire", "--host", "h").code()).isZero();
    assertThat(run("acknowledge").code()).isZero();
    assertThat(run("alerts", "quiet", "--for", "1 hour", "--reason", "night").code()).isZero();
    assertThat(run("delete", "--host", "h", "--yes").code()).isZero();
    StorageConfig config = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    try (Storage storage = SqlStorage.open(config, () -> NOON)) {
      assertThat(storage.access().audit(10))
          .allSatisfy(it -> assertThat(it.who()).isEqualTo("operator"))
          .extracting(it -> it.what() + " " + it.detail().replaceFirst(".*night.*", "night"))
          .containsExactlyInAnyOrder("retire h", "acknowledge *", "quiet night", "delete h");
    }
  }
}
