// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.NOON;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.domestik.server.command.ImportCommand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every format, taken in once however often they come, and what of them is refused. */
@Tag("slow")
class ImportTest {
  private static final InstantSource CLOCK = () -> NOON;

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {
    /** The one file's counts: rows, stored, known, skipped, texts. */
    List<String> counts() {
      List<String> lines = out.lines().toList();
      assertThat(lines).as(err).hasSize(2);
      return List.of(lines.getLast().replaceFirst("^.*?  +", "").split(" +"));
    }
  }

  private Path data(String name) {
    return folder.resolve(name);
  }

  private Outcome run(String data, String command, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of(command, "--data", data(data).toString()));
    args.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(args, CLOCK, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private String select(String data, String sql) throws Exception {
    return run(data, "sql", "--json", sql).out();
  }

  private void isBalanced(String data) throws Exception {
    Outcome verified = run(data, "verify");
    assertThat(verified.code()).as(verified.out()).isZero();
  }

  /** So many minutes of two hosts with two keys each, from a time on; more than one part. */
  private static String lines(Instant from, int minutes) {
    StringBuilder lines = new StringBuilder("# history\n");
    for (int minute = 0; minute < minutes; minute++) {
      for (int series = 0; series < 4; series++) {
        lines
            .append("proc,host=h" + series / 2 + ",process=p" + series % 2)
            .append(" data=" + (100 * series + minute % 50) + "i,load=" + minute % 7 + ".5 ")
            .append(from.getEpochSecond() + 60L * minute)
            .append("000000000\n");
      }
    }
    return lines.toString();
  }

  @Test
  void linesAreTakenInOnceHoweverOftenAlsoOnceTheyAreArchived() throws Exception {
    String file = file("old.lines", lines(NOON.minusSeconds(86_400 * 9), 6_000));
    assertThat(run("d", "import", file).counts().getFirst()).isEqualTo("24000");
    isBalanced("d");
    assertThat(run("d", "import", file).counts()).startsWith("24000", "0").endsWith("0");
    assertThat(run("d", "archive").code()).isZero();
    String archive = select("d", "SELECT sum(samples) FROM domestik.probe_proc_archive");
    assertThat(archive).doesNotContain("null");
    String renamed = Files.move(Path.of(file), folder.resolve("renamed.lp")).toString();
    assertThat(run("d", "import", renamed).counts()).startsWith("24000", "0").endsWith("0");
    assertThat(run("d", "archive").code()).isZero();
    assertThat(select("d", "SELECT sum(samples) FROM domestik.probe_proc_archive"))
        .isEqualTo(archive);
    isBalanced("d");
  }

  @Test
  void rowsOlderThanAllAndIntoArchivedHoursAreTaken() throws Exception {
    run("d", "import", file("new.lines", lines(NOON.minusSeconds(86_400 * 4), 4_000)));
    run("d", "archive");
    // Seconds 30 of minutes that are archived, and a time of years ago.
    String late = lines(NOON.minusSeconds(86_400 * 4 - 30), 100);
    String old = lines(Instant.parse("2001-01-01T00:00:00Z"), 100);
    assertThat(run("d", "import", file("late.lines", late + old)).counts())
        .containsExactly("800", "400", "0", "0", "0");
    run("d", "archive");
    assertThat(
            select(
                "d", "SELECT count(*) FROM domestik.probe_proc WHERE sample_time < '2002-01-01'"))
        .contains(":0}");
    assertThat(
            select(
                "d",
                "SELECT CAST(sum(samples) AS BIGINT) AS n FROM domestik.probe_proc_archive WHERE"
                    + " sample_time < '2002-01-01'"))
        .contains("400");
    isBalanced("d");
  }

  /** The second part begins with it. */
  @Test
  void aTagThatComesLateIsOneMoreLevelHoweverOftenTheFileComes() throws Exception {
    String first = lines(NOON.minusSeconds(86_400 * 9), 4_000);
    String comment = "#".repeat((1 << 20) - first.length() - 1) + "\n";
    String line = "proc,host=h0,area=eu data=7i " + NOON.getEpochSecond() + "000000000\n";
    String file = file("tags.lines", first + comment + line);
    assertThat(run("d", "import", file).counts()).containsExactly("16001", "8001", "0", "0", "0");
    String sums =
        "SELECT CAST(sum(samples) AS BIGINT), sum(data_max) FROM domestik.probe_proc_archive";
    run("d", "archive");
    String archived = select("d", sums);
    assertThat(run("d", "import", file).counts()).containsExactly("16001", "0", "8001", "0", "0");
    run("d", "archive");
    assertThat(select("d", sums)).isEqualTo(archived);
    isBalanced("d");
    Path exported = folder.resolve("proc.parquet");
    try (TestServer server = TestServer.start(data("s"));
        HttpClient http = HttpClient.newHttpClient()) {
      assertThat(run("s", "import", file).counts()).startsWith("16001", "8001");
      run("s", "archive");
      http.send(server.request("/api/v1/export?probe=proc").build(), BodyHandlers.ofFile(exported));
    }
    assertThat(select("s", sums)).isEqualTo(archived);
    Outcome again = run("e", "import", exported.toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(select("e", sums)).isEqualTo(archived);
  }

  @Test
  void whatIsThereFromAnotherFileIsKnown() throws Exception {
    Instant from = NOON.minusSeconds(86_400);
    run("d", "import", file("one.lines", lines(from, 700)));
    String other = file("other.lines", lines(from.plusSeconds(350 * 60), 700));
    assertThat(run("d", "import", other).counts()).containsExactly("2800", "700", "700", "0", "0");
    try (TestServer _ = TestServer.start(data("d"))) {
      String more = file("more.lines", lines(from.plusSeconds(700 * 60), 500));
      assertThat(run("d", "import", more).counts()).containsExactly("2000", "300", "700", "0", "0");
    }
    isBalanced("d");
  }

  @Test
  void aFileThatHasGrownBringsItsRestAndIsNobodyElses() throws Exception {
    Instant from = NOON.minusSeconds(86_400 * 9);
    run("d", "import", file("log.lines", lines(from, 6_000)));
    try (TestServer server = TestServer.start(data("d"))) {
      assertThat(run("d", "import", file("log.lines", lines(from, 6_010))).counts())
          .startsWith("24040", "20");
      assertThat(server.get("/api/v1/hosts").body()).contains("h1").doesNotContain("conflicts");
    }
    isBalanced("d");
  }

  @Test
  void whatWasPurgedComesBackWithItsFile() throws Exception {
    Instant old = NOON.minusSeconds(86_400 * 40);
    String history =
        file("history.lines", lines(old, 100) + lines(NOON.minusSeconds(86_400 * 9), 100));
    String buckets =
        file(
            "proc.csv",
            """
            host,process,sample_time,bucket_end,samples,data_min,data_max,data_avg,data_count,data_min_time,data_max_time
            %s
            %s
            """
                .formatted(
                    bucket(old.minusSeconds(86_400)), bucket(NOON.minusSeconds(86_400 * 8))));
    run("d", "import", history, file("now.lines", lines(NOON.minusSeconds(600), 10)));
    run("d", "import", buckets);
    run("d", "archive");
    String sums =
        "SELECT CAST(sum(samples) AS BIGINT), sum(data_max), min(sample_time) FROM"
            + " domestik.probe_proc_archive";
    String before = select("d", sums);
    assertThat(run("d", "purge").code()).isZero();
    assertThat(select("d", sums)).isNotEqualTo(before);
    Files.writeString(
        data("d").resolve("server.conf"),
        "policies = { { host = \"*\", probe = \"*\", keep = \"1 year\" } }\n");
    assertThat(run("d", "import", history).counts()).containsExactly("800", "200", "200", "0", "0");
    assertThat(run("d", "import", buckets).counts()).containsExactly("2", "1", "1", "0", "0");
    assertThat(run("d", "import", history).counts()).containsExactly("800", "0", "400", "0", "0");
    run("d", "archive");
    run("d", "purge");
    assertThat(select("d", sums)).isEqualTo(before);
    isBalanced("d");
  }

  /** An hour's, as a row. */
  private static String bucket(Instant start) {
    return "h0,p0,%1$s,%2$s,2,1,3,2,2,%1$s,%1$s".formatted(start, start.plusSeconds(3600));
  }

  @Test
  void whatIsOfTheFutureIsNamedAndSkipped() throws Exception {
    String soon = NOON.plusSeconds(1_800).toString();
    String document =
        "{\"host\":\"h\",\"samples\":[{\"probe\":\"t\",\"time\":\"%s\",\"data\":{\"x\":1}}]}\n";
    for (String[] each :
        new String[][] {
          {
            "t.csv",
            "host,x,sample_time\nh,1,1795341600000\nh,1,%s\nh,1,1795341601000\n",
            "t.csv:3: "
          },
          {
            "t.json",
            document.formatted("2026-11-22T10:00:00Z")
                + document
                + document.formatted("2026-11-22T10:00:01Z"),
            "t.json:2 "
          },
          {
            "t.lines",
            "t,host=h x=1 1795341600000000000\nt,host=h x=1 %d000000000\nt,host=h x=1 1795341601000000000\n"
                .formatted(NOON.plusSeconds(1_800).getEpochSecond()),
            "t.lines:2: "
          },
        }) {
      String file = file(each[0], each[1].formatted(soon));
      Outcome stopped = run("of " + each[0], "import", file);
      assertThat(stopped.code()).as(stopped.out()).isEqualTo(2);
      assertThat(stopped.err()).contains(each[2], "ahead of the server's clock", "--skip");
      assertThat(run("of " + each[0], "import", "--skip", file).counts().subList(1, 4))
          .as(each[0])
          .containsExactly("1", "1", "1");
    }
  }

  @Test
  void timesThatAreNumbersMayHaveAFraction() throws Exception {
    run(
        "d",
        "import",
        "--precision",
        "s",
        file("t.csv", "host,x,sample_time\nh,1,1795341600.25\nh,2,1795341600\n"));
    run(
        "d",
        "import",
        "--precision",
        "s",
        "--probe",
        "t",
        file("t.json", "[{\"host\":\"h\",\"x\":3,\"sample_time\":1795341600.5}]"));
    assertThat(select("d", "SELECT x, sample_time FROM domestik.probe_t ORDER BY sample_time"))
        .contains("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.250Z", "2026-11-22T10:00:00.500Z");
  }

  /** In Paris half past two is no time of that night. */
  @Test
  void aParquetTimeWithoutAZoneIsUtcWhereverThisMachineIs() throws Exception {
    Path table = folder.resolve("t.parquet");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT 'h' AS host, 1 AS x, TIMESTAMP '2026-03-29 02:30:00.25' AS sample_time) TO '"
              + table
              + "' (FORMAT parquet)");
    }
    Process imported =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Duser.timezone=Europe/Paris",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "import",
                "--data",
                data("d").toString(),
                table.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(imported.getInputStream().readAllBytes(), UTF_8);
    assertThat(imported.waitFor()).as(said).isZero();
    assertThat(select("d", "SELECT sample_time FROM domestik.probe_t"))
        .contains("2026-03-29T02:30:00.250Z");
  }

  @Test
  void aLineThatCannotBeReadIsNamedAndStopsOrIsSkippedAndCounted() throws Exception {
    String good = lines(NOON.minusSeconds(600), 2);
    String bad = good + "proc,host=h0,process=p0 data=much 1\n" + "proc,host=h0 data=1e300\n";
    String file = file("bad.lines", bad + lines(NOON.minusSeconds(400), 1));
    Outcome stopped = run("d", "import", file);
    assertThat(stopped.code()).isEqualTo(2);
    assertThat(stopped.err())
        .isEqualTo(
            "domestik: "
                + file
                + ":10: field \"data\" is \"much\", not a number; --skip leaves out what cannot be"
                + " read\n");
    Outcome skipped = run("d", "import", file, "--skip");
    assertThat(skipped.counts()).containsExactly("12", "2", "4", "2", "0");
    assertThat(skipped.err()).contains("skipped " + file + ":10: ", "skipped " + file + ":11: ");
    isBalanced("d");
  }

  @Test
  void whatStandsBeforeAFaultIsStored() throws Exception {
    String good = lines(NOON.minusSeconds(600), 2);
    String document =
        "{\"host\":\"h\",\"samples\":[{\"probe\":\"proc\",\"time\":\"2026-11-22T10:00:00Z\","
            + "\"data\":{\"data\":%d}}]}\n";
    String documents = document.formatted(1) + document.formatted(2).replace("10:00", "11:00");
    for (String[] each :
        new String[][] {
          {"proc.lines", good + "proc,host=h0 data=much 1\n" + good, "8"},
          {"proc.csv", "host,data,sample_time\nh,1,1795341600000\nh,x,1795341600001\n", "1"},
          {"proc.json", documents + "{\"host\":7}\n" + document.formatted(3), "2"},
          {"broken.json", documents + "{\"host\":", "2"},
        }) {
      String name = each[0].replace('.', '-');
      Outcome stopped = run(name, "import", file(each[0], each[1]));
      assertThat(stopped.code()).as(each[0]).isEqualTo(2);
      assertThat(stopped.err()).contains(each[0] + ":");
      assertThat(select(name, "SELECT count(*) FROM domestik.probe_proc"))
          .as("%s: %s", each[0], stopped.err())
          .contains(":" + each[2] + "}");
    }
  }

  @Test
  void valuesThatAreNoNumbersAreCounted() throws Exception {
    String file = file("texts.lines", "m,host=h v=1,a=\"up\",b=nan 1795255200000000000\n");
    assertThat(run("d", "import", file).counts()).containsExactly("1", "1", "0", "0", "2");
  }

  @Test
  void manyBadLinesAreCountedAndSomeTold() throws Exception {
    String file = file("bad.lines", "no\n".repeat(1_000) + lines(NOON.minusSeconds(600), 1));
    Outcome skipped = run("d", "import", file, "--skip");
    assertThat(skipped.counts()).containsExactly("4", "2", "0", "1000", "0");
    assertThat(skipped.err().lines()).hasSize(21);
  }

  @Test
  void standardInputAndPackedFilesAreRead() throws Exception {
    String text = lines(NOON.minusSeconds(6_000), 10);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new ImportCommand(CLOCK, new PrintStream(out, true, UTF_8), System.err)
            .run(
                List.of("-", "--format", "lines", "--data", data("d").toString()),
                new ByteArrayInputStream(text.getBytes(UTF_8)));
    assertThat(code).isZero();
    assertThat(out.toString(UTF_8)).contains("40");
    Path packed = folder.resolve("old.lines.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(text.getBytes(UTF_8));
    }
    assertThat(run("d", "import", packed.toString()).counts())
        .containsExactly("40", "0", "20", "0", "0");
  }

  @Test
  void csvMayBeginWithAByteOrderMark() throws Exception {
    String file = file("proc.csv", "\ufeffhost,data,sample_time\nh,1,1795341600000\n");
    assertThat(run("d", "import", file).counts()).containsExactly("1", "1", "0", "0", "0");
  }

  @Test
  void csvNamesItsColumns() throws Exception {
    String csv =
        """
        host,process,data,load,sample_time
        h,"two, words",1,,2026-11-22 10:00:00+00
        h,b,2,0.5,2026-11-22T11:00:00.25+01:00
        h,b,3,t,1795341600000
        """;
    String file = file("proc.csv", csv);
    assertThat(run("d", "import", file).counts()).containsExactly("3", "2", "0", "0", "0");
    assertThat(run("d", "import", file).counts()).containsExactly("3", "0", "2", "0", "0");
    assertThat(
            run("d", "sql", "SELECT * FROM domestik.probe_proc ORDER BY sample_time, process")
                .out())
        .isEqualToNormalizingWhitespace(
            """
            host process data load sample_time
            h b 3 1 2026-11-22T10:00:00Z
            h two, words 1 2026-11-22T10:00:00Z
            h b 2 0.5 2026-11-22T10:00:00.250Z
            """);
  }

  @Test
  void whatIsWrongWithATableIsSaid() throws Exception {
    for (String[] each :
        List.of(
            new String[] {"a,b\n1,2\n", "there is no column sample_time"},
            new String[] {"", "there is no line of names"},
            new String[] {"x,sample_time\n1,1795341600000\n", "name the host with --host"},
            new String[] {"host,x,x,sample_time\nh,1,1,1795341600000\n", "x comes twice"},
            new String[] {"host,x,sample_time\nh,1,noon\n", ":2: sample_time: \"noon\" is not"},
            new String[] {"host,x,sample_time\nh,1,2,3\n", ":2: 4 cells, but"},
            new String[] {"host,x,sample_time\nh,,1795341600000\n", ":2: there is no value"},
            new String[] {
              "host,x,sample_time\nh,1,1795341600000\nh,1e999,1795341600000\n", ":3: x is"
            })) {
      Outcome outcome = run("d", "import", file("t.csv", each[0]));
      assertThat(outcome.code()).as(each[0]).isEqualTo(2);
      assertThat(outcome.err()).contains(each[1]);
    }
    assertThat(
            run("d", "import", "--host", "h", file("t.csv", "x,sample_time\n1,1795341600009\n"))
                .counts())
        .containsExactly("1", "1", "0", "0", "0");
    assertThat(run("d", "import", file("t.what", "")).err()).contains("say --format");
    for (String content : List.of("", "x,sample_time\n1,1795341600009\n", "PAR1cut off")) {
      Outcome outcome = run("d", "import", "--format", "parquet", file("t.csv", content));
      assertThat(outcome.code()).as(content).isEqualTo(2);
      assertThat(outcome.err())
          .contains("t.csv is no", "Parquet file: it does not")
          .hasLineCount(1);
    }
    assertThat(run("d", "import", folder.resolve("none.csv").toString()).err())
        .contains("is not there");
    assertThat(run("d", "import").err()).contains("missing: the files");
  }

  @Test
  void agentsDocumentsAndRowsOfSqlAreTheJson() throws Exception {
    StringBuilder documents = new StringBuilder();
    for (int hour = 0; hour < 3; hour++) {
      String time = NOON.minusSeconds(3600L * (3 - hour)).toString();
      documents.append(TestServer.sample("h", hour, time, "{\"a\":{\"x\":" + hour + "}}"));
    }
    documents.append("{\"host\":\"h\",\"samples\":[{\"probe\":\"p\"}]}");
    String file = file("spool.json", documents.toString());
    assertThat(run("d", "import", file).err()).contains("(document 4): samples[0] (p)");
    assertThat(run("d", "import", "--skip", file).counts())
        .as("the three before it are there already")
        .containsExactly("3", "0", "3", "1", "0");
    String rows = select("d", "SELECT * FROM domestik.probe_process_tracking");
    String table = file("rows.json", rows);
    assertThat(run("e", "import", "--probe", "process_tracking", table).counts())
        .containsExactly("3", "3", "0", "0", "0");
    assertThat(select("e", "SELECT * FROM domestik.probe_process_tracking")).contains("\"x\":2");
    assertThat(run("d", "import", file("cut.json", documents.substring(0, 99))).err())
        .contains("not JSON");
  }

  /** Live rows, buckets, derived values and what the probe says of itself. */
  @Test
  void anExportMakesTheSameStoreAgain() throws Exception {
    String description =
        """
        {"name":"m","key":["k"],"values":{"a":{"unit":"kB"},"b":{}},"derived":{"c":"a + b"},
         "archive":{"after":"1 day","every":"1 hour","keep":"1 year"}}""";
    Path exported = folder.resolve("m.parquet");
    try (TestServer server = TestServer.start(data("d"))) {
      for (int host = 0; host < 2; host++) {
        StringBuilder samples = new StringBuilder();
        for (int minute = 0; minute < 3_000; minute++) {
          Instant time = NOON.minusSeconds(60L * (3_000 - minute));
          samples
              .append(samples.isEmpty() ? "" : ",")
              .append("{\"probe\":\"m\",\"time\":\"" + time + "\",\"data\":{\"it's\":{\"a\":")
              .append(minute * 7919L % 1000 / 8.0 + (minute % 10 == 0 ? "" : ",\"b\":" + minute))
              .append("}}}");
        }
        String document =
            "{\"host\":\"h"
                + host
                + "\",\"samples\":["
                + samples
                + "],\"descriptions\":{\"m\":"
                + description
                + "}}";
        assertThat(server.post("/api/v1/samples", document).statusCode()).isEqualTo(200);
      }
      assertThat(run("d", "archive").code()).isZero();
      try (HttpClient http = HttpClient.newHttpClient()) {
        http.send(server.request("/api/v1/export?probe=m").build(), BodyHandlers.ofFile(exported));
      }
    }
    Outcome imported = run("e", "import", exported.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    isBalanced("e");
    assertThat(run("e", "import", exported.toString()).counts().get(1)).isEqualTo("0");
    assertThat(run("d", "import", exported.toString()).counts())
        .as("back where it came from")
        .element(1)
        .isEqualTo("0");
    for (String view : List.of("probe_m", "probe_m_archive")) {
      String rows = "SELECT * FROM domestik." + view + " ORDER BY host, sample_time LIMIT 3000";
      assertThat(select("e", rows)).as(view).isNotEqualTo("[]").isEqualTo(select("d", rows));
    }
    try (TestServer one = TestServer.start(data("d"));
        TestServer other = TestServer.start(data("e"))) {
      assertThat(other.get("/api/v1/descriptions").body())
          .isEqualTo(one.get("/api/v1/descriptions").body());
    }
  }

  @Test
  void aRunningServersFolderTakesThemThroughIt() throws Exception {
    String file = file("old.lines", lines(NOON.minusSeconds(86_400 * 9), 6_000));
    try (TestServer server = TestServer.start(data("d"))) {
      assertThat(run("d", "import", file).counts().getFirst()).isEqualTo("24000");
      assertThat(run("d", "import", file).counts()).startsWith("24000", "0").endsWith("0");
      isBalanced("d");
      assertThat(server.get("/api/v1/hosts").body())
          .contains("h0", "h1")
          .doesNotContain("clock\":\"");
      assertThat(server.post("/api/v1/import", "{}").statusCode()).isEqualTo(403);
    }
    assertThat(run("d", "import", file).counts()).startsWith("24000", "0").endsWith("0");
    run("e", "import", file);
    String sum = "SELECT count(*), sum(data), sum(load) FROM domestik.probe_proc";
    assertThat(select("d", sum)).isEqualTo(select("e", sum));
  }
}
