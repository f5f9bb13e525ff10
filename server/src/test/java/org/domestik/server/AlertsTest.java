// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.domestik.server.alert.AlertList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts over HTTP, as a command, and all the way to somebody who is told. */
class AlertsTest {
  @TempDir Path data;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeRules() throws Exception {
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        alerts = {
          { name = "large", probe = "process_tracking", value = "data", above = "2 MB",
            severity = "critical" },
        }
        notify = { file = { command = { "/bin/sh", "-c", "cat >> '%s'" } } }
        """
            .formatted(data.resolve("told")));
    try (TestServer server = TestServer.start(data)) {
      server.post(
          "/api/v1/samples",
          """
          {"host":"h","boot":"6f1c0000-0000-0000-0000-000000000001","sequence":1,
           "samples":[{"probe":"process_tracking","time":"2026-11-22T11:59:00Z",
             "data":{"a":{"data":3000},"b":{"data":1000}}}],
           "descriptions":{"process_tracking":{"name":"process_tracking","key":["process"],
             "values":{"data":{"unit":"kB"}}}}}""");
    }
  }

  private int run(String... args) throws InterruptedException {
    out.reset();
    err.reset();
    return Main.run(
        List.of(args),
        () -> TestServer.NOON,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private static List<?> await(TestServer server, String path) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (true) {
      List<?> found = (List<?>) TestServer.json(server.get(path));
      if (!found.isEmpty()) {
        return found;
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(100_000_000);
    }
  }

  @Test
  void whatIsWrongIsShownToldAndAcknowledged() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      Map<?, ?> alert = (Map<?, ?>) await(server, "/api/v1/alerts?state=firing").getFirst();
      assertThat(alert.get("rule")).isEqualTo("large");
      assertThat(alert.get("key")).isEqualTo("a");
      assertThat(alert.get("lastValue")).isEqualTo(3000);
      assertThat(alert.get("limit")).isEqualTo("above 2000 kB");
      assertThat(alert.get("acknowledged")).isNull();
      Object id = alert.get("id");
      HttpResponse<String> seen = server.post("/api/v1/alerts/" + id + "/acknowledge", "");
      assertThat(seen.statusCode()).isEqualTo(200);
      alert = (Map<?, ?>) await(server, "/api/v1/alerts?host=h").getFirst();
      assertThat(alert.get("acknowledged")).isNotNull();
      assertThat(server.post("/api/v1/alerts/none-1/acknowledge", "").statusCode()).isEqualTo(400);
      assertThat(server.get("/api/v1/alerts?state=fire").body()).contains("nearest to");
      assertThat(TestServer.json(server.get("/api/v1/alerts?state=resolved"))).isEqualTo(List.of());
      assertThat(TestServer.json(server.get("/api/v1/alerts?host=x*"))).isEqualTo(List.of());
      awaitTold();
      assertThat(Files.readString(data.resolve("told")))
          .contains("\"large\"")
          .contains("above 2000 kB");
      assertThat(await(server, "/api/v1/alerts/notices").toString())
          .contains("critical: large on h");
      assertThat(server.get("/api/v1/alerts/rules").body())
          .contains("\"name\":\"large\"")
          .contains("\"name\":\"silent\"");
      assertThat(run("alerts", "--data", data.toString())).isZero();
      assertThat(out.toString(UTF_8)).contains("firing\tcritical\tlarge\th\tprocess_tracking\ta");
      assertThat(run("alerts", "--data", data.toString(), "--json")).isZero();
      assertThat(out.toString(UTF_8).strip()).isEqualTo(server.get("/api/v1/alerts").body());
      assertThat(AlertList.FIELDS.containsAll(alert.keySet())).isTrue();
    }
    assertThat(run("alerts", "--data", data.toString(), "--json")).isZero();
    assertThat(out.toString(UTF_8)).contains("\"rule\":\"large\"");
  }

  private void awaitTold() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    Path told = data.resolve("told");
    while (!Files.exists(told) || Files.size(told) == 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(100_000_000);
    }
  }

  @Test
  void whatSomebodyWroteSteersNoTerminal() throws Exception {
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        alerts = { { name = "large", probe = "process_tracking", value = "data", above = "2 MB",
          text = "too\\tlarge\\27[2J" } }
        """);
    try (TestServer server = TestServer.start(data)) {
      await(server, "/api/v1/alerts?state=firing");
    }
    assertThat(run("alerts", "--data", data.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("\ttoo large [2J\n");
  }

  @Test
  void aTestMessageIsSentFromWhereItIsAsked() throws Exception {
    assertThat(run("alerts", "test", "file", "--data", data.toString())).isZero();
    assertThat(Files.readString(data.resolve("told"))).contains("This is a test");
    assertThat(run("alerts", "test", "fil", "--data", data.toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .contains("has nobody named \"fil\"")
        .contains("nearest is \"file\"");
    Files.writeString(data.resolve("alerts.lua"), "notify = { f = { command = { \"false\" } } }");
    assertThat(run("alerts", "test", "f", "--data", data.toString())).isEqualTo(1);
  }

  @Test
  void aFaultInTriedRulesIsToldWithItsLine() throws Exception {
    Path file = data.resolve("others.lua");
    Files.writeString(
        file,
        """
        alerts = {
          { name = "a", probe = "process_tracking", value = "data", above = 90, clear = 95 },
        }
        """);
    assertThat(run("alerts", "try", file.toString(), "--data", data.toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(file + ":2: alerts[1].clear: 95 must be no higher");
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(run("alerts", "try", file.toString(), "--data", data.toString())).isEqualTo(2);
      assertThat(err.toString(UTF_8)).contains(file + ":2: alerts[1].clear: 95 must be no higher");
    }
  }

  @Test
  void rulesAreTriedOverWhatIsStored() throws Exception {
    String file = data.resolve("alerts.lua").toString();
    assertThat(run("alerts", "try", file, "--data", data.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("large\th\tprocess_tracking\ta\t3000\tabove 2000 kB");
    try (TestServer server = TestServer.start(data)) {
      assertThat(run("alerts", "try", file, "--data", data.toString(), "--json")).isZero();
      assertThat(out.toString(UTF_8)).contains("\"since\":\"2026-11-22T11:59:00Z\"");
      assertThat(
              run("alerts", "try", file, "--data", data.toString(), "--to", "2026-11-22T11:58:00Z"))
          .isZero();
      assertThat(out.toString(UTF_8)).contains("would have said nothing");
      assertThat(
              server
                  .post(
                      "/api/v1/alerts/try",
                      "{\"alerts\":[{\"name\":\"x\"}],\"from\":\"2026-11-22T11:00:00Z\",\"to\":\"2026-11-22T12:00:00Z\"}")
                  .body())
          .contains("alerts[1]: no condition");
    }
  }

  @Test
  void theRulesInForceAreTriedAndWhatMatchesNothingIsAdvice() throws Exception {
    Path file = data.resolve("alerts.lua");
    String rules = Files.readString(file);
    Files.writeString(
        file, rules.replace("value =", "hosts = { \"hh\" }, value =").replace("2 MB", "2 %"));
    try (TestServer server = TestServer.start(data)) {
      assertThat(run("check", "--data", data.toString())).isEqualTo(1);
      assertThat(out.toString(UTF_8))
          .contains(
              file + ":2: alerts[1]: above: \"%\" is no multiple of \"kB\"",
              "advice: " + file + ":2: large: above: \"%\" is no multiple of \"kB\"",
              "advice: " + file + ":2: large: hosts: no host is called \"hh\"; nearest is \"h\"");
      String week = "{\"from\":\"2026-11-16T00:00:00Z\",\"to\":\"2026-11-23T00:00:00Z\"}";
      assertThat(TestServer.json(server.post("/api/v1/alerts/try", week))).isEqualTo(List.of());
      Files.writeString(file, rules);
      server.post("/api/v1/reload", "{}");
    }
    try (TestServer server = TestServer.start(data)) {
      String week = "{\"from\":\"2026-11-16T00:00:00Z\",\"to\":\"2026-11-23T00:00:00Z\"}";
      assertThat(server.post("/api/v1/alerts/try", week).body())
          .contains("\"rule\":\"large\"")
          .contains("\"lastValue\":3000");
    }
  }

  @Test
  void aQuietWindowIsSetShownAndEndedByCommand() throws Exception {
    String folder = data.toString();
    assertThat(run("alerts", "quiet", "--data", folder, "--for", "2 hours", "--host", "h"))
        .isZero();
    assertThat(out.toString(UTF_8)).contains("h: from 2026-11-22 12:00");
    assertThat(run("alerts", "quiet", "--data", folder)).isZero();
    assertThat(out.toString(UTF_8)).contains("true").contains("operator");
    try (TestServer server = TestServer.start(data)) {
      Map<?, ?> window = (Map<?, ?>) await(server, "/api/v1/alerts/quiet").getFirst();
      assertThat(window.get("active")).isEqualTo(true);
      assertThat(window.get("hosts")).isEqualTo(List.of("h"));
      // Who is not asked who he is may look, and changes nothing.
      assertThat(server.post("/api/v1/alerts/quiet", "{\"lasting\":\"1 h\"}").statusCode())
          .isGreaterThanOrEqualTo(400);
      assertThat(run("alerts", "quiet", "end", "" + window.get("id"), "--data", folder)).isZero();
      assertThat(TestServer.json(server.get("/api/v1/alerts/quiet"))).isEqualTo(List.of());
      assertThat(run("alerts", "quiet", "end", "x", "--data", folder)).isNotZero();
      assertThat(
              run("alerts", "quiet", "--data", folder, "--to", "2026-11-22 13:00", "--zone", "UCT"))
          .isZero();
      assertThat(await(server, "/api/v1/alerts/quiet").toString()).contains("UCT");
    }
    assertThat(run("alerts", "quiet", "--data", folder, "--for", "5 years")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("at most a year");
  }

  @Test
  void checkNamesFileLineAndTheNearestForm() throws Exception {
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        alerts = {
          { name = "a", probe = "p", value = "v", above = 1, lastin = "5m" },
          { name = "b", probe = "p", value = "v", above = 1, clear = 2 },
        }
        quiet = { { from = "1:00", to = "2:00", zone = "Europe/Pariss" } }
        """);
    assertThat(run("check", "--data", data.toString())).isEqualTo(1);
    assertThat(out.toString(UTF_8) + err.toString(UTF_8))
        .contains("alerts.lua:2: alerts[1].lastin: unknown field; nearest is \"lasting\"")
        .contains("alerts.lua:3: alerts[2].clear: 2 must be no higher than above, 1")
        .contains("alerts.lua:5: quiet[1]: zone: there is no zone \"Europe/Pariss\"; nearest is");
  }
}
