// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.agent.clock.ClockRule;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.clock.Uptime;
import org.domestik.agent.delivery.Courier;
import org.domestik.agent.delivery.ServerClient;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.lua.LuaCost;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Version;
import org.domestik.model.delivery.Run;
import org.domestik.server.ClockedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host's clock and the server's differ: the real spool, courier and connection against a real
 * server, each with a clock of its own. Whichever is wrong, nothing is given up.
 */
@Tag("slow")
class ClocksTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
  private static final Duration FAR = Duration.ofDays(365 * 12);

  @TempDir Path folder;

  private final Outbox outbox = new Outbox("h");
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private Instant now = START;
  private long ticks;
  private Duration uptime = Duration.ZERO;
  private int taken;
  private ClockedServer server;
  private Spool spool;
  private Courier courier;

  /** The host's clock, which is set, and the time since its start, which is not. */
  private final class HostClock implements InstantSource, Uptime {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public String boot() {
      return "boot";
    }

    @Override
    public long millis() {
      return uptime.toMillis();
    }
  }

  private void startMeasuring(Duration serversAhead, ClockRule rule) throws IOException {
    server = new ClockedServer(folder.resolve("server"), START.plus(serversAhead));
    HostClock host = new HostClock();
    ServerTime time = new ServerTime(host, host, rule);
    spool = new Spool(folder.resolve("spool"), 1 << 20, time);
    courier =
        new Courier(
            "h",
            outbox,
            outbox,
            spool,
            new ServerClient(new ServerAccess(server.uri("/"), null, null, null), time),
            time,
            host,
            () -> ticks,
            new Log(new PrintStream(logged, true, UTF_8), () -> now));
  }

  private void start(Duration serversAhead, int spoolBytes) throws IOException {
    server = new ClockedServer(folder.resolve("server"), START.plus(serversAhead));
    spool = new Spool(folder.resolve("spool"), spoolBytes);
    courier =
        new Courier(
            "h",
            outbox,
            outbox,
            spool,
            new ServerClient(new ServerAccess(server.uri("/"), null, null, null)),
            () -> now,
            () -> ticks,
            new Log(new PrintStream(logged, true, UTF_8), () -> now));
  }

  @BeforeEach
  void present() {
    outbox.present(Set.of("a.lua", "b.lua"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Both clocks go on; each minute two scripts run. */
  private void minutes(int count) {
    for (int minute = 0; minute < count; minute++) {
      now = now.plusSeconds(60);
      uptime = uptime.plusSeconds(60);
      ticks += Duration.ofMinutes(1).toNanos();
      server.advance(Duration.ofMinutes(1));
      for (String probe : List.of("a", "b")) {
        Row row = Row.of(List.of(), Map.of("v", (double) taken++));
        outbox.add(probe + ".lua", new Sample(probe, now, List.of(row)), null);
      }
      step();
    }
  }

  private void step() {
    courier.step();
    for (int i = 0; i < 20; i++) { // What has been waiting goes at a bounded rate.
      ticks += Duration.ofMillis(500).toNanos();
      courier.step();
    }
  }

  private String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(server.uri(path)).build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  private void assertStored(int samples) throws Exception {
    String verify = get("/api/v1/verify");
    long sum =
        ACCEPTED.matcher(verify).results().mapToLong(it -> Long.parseLong(it.group(1))).sum();
    assertThat(sum).as(verify).isEqualTo(samples);
    assertThat(verify).doesNotContain("\"balanced\":false");
  }

  private void assertNothingGivenUp() throws IOException {
    try (var refused = Files.list(folder.resolve("spool").resolve("refused"))) {
      assertThat(refused).isEmpty();
    }
    assertThat(spool.dropped()).isZero();
  }

  @Test
  void whatAServerWhoseClockIsBehindDoesNotTakeYetItTakesLater() throws Exception {
    start(Duration.ofMinutes(-30), 1 << 20);
    minutes(15);
    assertStored(0);
    assertNothingGivenUp();
    assertThat(get("/health"))
        .contains("clock of host h")
        .contains("clock of the server")
        .contains("1 of 1 hosts are ahead");
    assertThat(logged.toString(UTF_8))
        .containsOnlyOnce("the clocks of this host and the server differ");
    server.advance(Duration.ofMinutes(30));
    minutes(2);
    assertThat(spool.isEmpty()).isTrue();
    assertStored(taken);
    assertNothingGivenUp();
    assertThat(get("/health")).doesNotContain("clock");
    assertThat(get("/api/v1/hosts")).doesNotContain("skewed").contains("\"state\":\"alive\"");
  }

  @Test
  void whatIsTooFarAheadHoldsUpNothingElse() throws Exception {
    start(Duration.ZERO, 1 << 20);
    minutes(3);
    now = now.plus(FAR);
    minutes(5);
    int early = 10;
    assertStored(taken - early);
    now = now.minus(FAR);
    minutes(5);
    assertStored(taken - early);
    assertThat(spool.state(null).samples()).isEqualTo(early);
    assertNothingGivenUp();
    Spool again = new Spool(folder.resolve("spool"), 1 << 20);
    assertThat(again.state(null).samples()).as("after a restart").isEqualTo(early);
    server.advance(FAR); // The future has come.
    minutes(3);
    assertStored(taken);
  }

  @Test
  void batchAcrossTheJumpOfAClockIsTakenAsFarAsItGoes() throws Exception {
    start(Duration.ZERO, 1 << 20);
    Run run = new Run("a", "a.lua", Run.Outcome.OK, null, now.plus(FAR), 7);
    outbox.ran(run, LuaCost.NONE);
    now = now.plus(FAR);
    Row row = Row.of(List.of(), Map.of("v", 1.0));
    outbox.add("a.lua", new Sample("a", now, List.of(row)), null);
    now = START;
    minutes(1);
    assertStored(2);
    assertThat(get("/api/v1/probes?host=h")).contains("a.lua").doesNotContain("\"lastRun\":\"2038");
    minutes(1);
    assertStored(4);
  }

  @Test
  void hostThatIsInTheFutureForGoodIsToldAndKeepsWhatFits() throws Exception {
    start(Duration.ZERO, 64 << 10);
    minutes(1);
    now = now.plus(FAR);
    minutes(120);
    assertStored(2);
    assertNothingGivenUp();
    assertThat(spool.bytes()).isLessThanOrEqualTo(64 << 10);
    assertThat(spool.state(null).samples()).isEqualTo(taken - 2);
    assertThat(get("/api/v1/hosts")).contains("\"skewed\":true");
    assertThat(get("/health")).contains("clock of host h").contains("\"status\":\"ok\"");
  }

  @Test
  void hostInThePastIsTakenAndTold() throws Exception {
    start(Duration.ZERO, 1 << 20);
    now = Instant.EPOCH.plusSeconds(60);
    minutes(3);
    assertStored(taken);
    assertThat(get("/api/v1/hosts")).contains("\"skewed\":true");
    assertThat(get("/health")).contains("clock of host h").contains("1970-01-01");
  }

  @Test
  void hostThreeHoursAheadIsStoredAtTheServersTimeAndMarked() throws Exception {
    now = START.plus(Duration.ofHours(3));
    startMeasuring(Duration.ZERO, ClockRule.CORRECT);
    minutes(10);
    assertStored(taken);
    assertNothingGivenUp();
    assertThat(get("/api/v1/hosts"))
        .contains("\"skewed\":true", "\"clock\":10800", "\"state\":\"alive\"")
        .contains("\"version\":\"" + Version.current())
        .containsPattern("\"lastSample\":\"2026-11-22T10:(09|10):");
    now = now.minus(Duration.ofHours(3));
    minutes(10);
    assertStored(taken);
    assertThat(get("/api/v1/hosts")).doesNotContain("skewed");
    assertThat(logged.toString(UTF_8).lines()).hasSize(2);
  }

  @Test
  void hostThreeHoursBehindIsNotSilent() throws Exception {
    now = START.minus(Duration.ofHours(3));
    startMeasuring(Duration.ZERO, ClockRule.OWN);
    minutes(10);
    assertStored(taken);
    assertThat(get("/api/v1/hosts"))
        .contains("\"skewed\":true", "\"clock\":-10800", "\"state\":\"alive\"")
        .contains("\"lastSample\":\"2026-11-22T07:");
  }

  @Test
  void hostThatWaitsIsAliveAndLosesNothing() throws Exception {
    now = START.plus(Duration.ofHours(3));
    startMeasuring(Duration.ZERO, ClockRule.WAIT);
    minutes(10);
    assertStored(0);
    assertThat(get("/api/v1/probes?host=h")).contains("samples wait in the spool until");
    now = now.minus(Duration.ofHours(3));
    minutes(30);
    assertStored(taken);
    assertNothingGivenUp();
    assertThat(spool.isEmpty()).isTrue();
  }
}
