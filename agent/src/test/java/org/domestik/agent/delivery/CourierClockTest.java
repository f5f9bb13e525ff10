// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.agent.clock.ClockRule;
import org.domestik.agent.clock.HandClock;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clocks that are wrong, stepped, or of a machine that was suspended: no sample is lost by them.
 */
class CourierClockTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration HOURS = Duration.ofHours(3);

  @TempDir Path folder;

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final HandClock host = new HandClock(START);
  private final Map<Integer, Instant> truths = new HashMap<>();
  private final Map<Integer, List<Instant>> received = new TreeMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private Outbox outbox = new Outbox("h");
  private Instant truth = START;
  private Duration serversAhead = Duration.ZERO;
  private boolean isAway;
  private boolean isAnswerLost;
  private long ticks;
  private int taken;
  private ServerTime time;
  private Courier courier;
  private Spool spool;

  private final class Server implements Receiving {
    private void answer() throws IOException {
      if (isAway) {
        throw new IOException("away");
      }
      time.heard(truth.plus(serversAhead), time.uptime());
    }

    @Override
    public void greet() throws IOException {
      answer();
    }

    @Override
    public void post(Batch batch) throws IOException, RefusedBatch, NotYet {
      answer();
      batches.add(batch);
      for (Sample sample : batch.samples()) {
        if (sample.time().isAfter(truth.plus(serversAhead).plusSeconds(600))) {
          throw new NotYet("of the future");
        }
      }
      for (Sample sample : batch.samples()) {
        int number = (int) sample.rows().getFirst().value("v");
        received.computeIfAbsent(number, it -> new ArrayList<>()).add(sample.time());
      }
      if (isAnswerLost) {
        throw new IOException("the answer is lost");
      }
    }
  }

  private void start(ClockRule rule) throws IOException {
    time = new ServerTime(host, host, rule);
    outbox = new Outbox("h");
    outbox.present(Set.of("p.lua"));
    spool = new Spool(folder, 1 << 20, time);
    courier =
        new Courier(
            "h",
            outbox,
            outbox,
            spool,
            new Server(),
            time,
            host,
            () -> ticks,
            new Log(new PrintStream(logged, true, UTF_8), host));
  }

  private void pass(Duration duration) {
    truth = truth.plus(duration);
    host.pass(duration);
    ticks += duration.toNanos();
  }

  private void sample() {
    Row row = Row.of(List.of(), Map.of("v", (double) taken));
    truths.put(taken++, truth);
    outbox.add("p.lua", new Sample("p", host.instant(), List.of(row)), null);
  }

  /** So many minutes, each with a sample and time for the courier. */
  private void minutes(int count) {
    for (int minute = 0; minute < count; minute++) {
      pass(Duration.ofSeconds(50));
      sample();
      for (int i = 0; i < 10; i++) {
        pass(Duration.ofSeconds(1));
        courier.step();
      }
    }
  }

  /** All that was sampled is there, once, at its time. */
  private void assertAllIsThereAtItsTime() {
    assertThat(received.keySet()).containsExactlyElementsOf(new TreeMap<>(truths).keySet());
    received.forEach(
        (number, times) -> {
          assertThat(times).as("%d", number).hasSize(1);
          assertThat(Duration.between(truths.get(number), times.getFirst()).abs())
              .as("%d at %s", number, times)
              .isLessThan(Duration.ofSeconds(2));
        });
    assertThat(spool.isEmpty()).isTrue();
    assertThat(spool.dropped()).isZero();
  }

  @Test
  void threeHoursAheadCostNothingAndAreToldOnce() throws IOException {
    host.step(HOURS);
    start(ClockRule.CORRECT);
    minutes(20);
    assertAllIsThereAtItsTime();
    assertThat(logged.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("this machine's clock is 3 h 0 min ahead of the server's");
    host.step(HOURS.negated());
    minutes(20);
    assertAllIsThereAtItsTime();
    assertThat(logged.toString(UTF_8).lines()).hasSize(2).last().asString().contains("agree again");
  }

  @Test
  void clocksThatAgreeLeaveTimesAsTheyWereStamped() throws IOException {
    start(ClockRule.CORRECT);
    minutes(30);
    received.forEach((number, times) -> assertThat(times).containsExactly(truths.get(number)));
    assertThat(logged.size()).isZero();
  }

  @Test
  void machineThatWakesIn1970WithoutAServerIsToldRightLater() throws IOException {
    host.step(Duration.between(START, Instant.EPOCH));
    isAway = true;
    start(ClockRule.CORRECT);
    minutes(10);
    host.step(Duration.between(host.instant(), truth)); // NTP has come.
    minutes(10);
    start(ClockRule.CORRECT); // The agent was started again, the machine was not.
    minutes(5);
    isAway = false;
    minutes(60);
    assertAllIsThereAtItsTime();
  }

  @Test
  void stepsBackAndForthWhileTheServerIsAwayAreAllUndone() throws IOException {
    start(ClockRule.CORRECT);
    minutes(3);
    isAway = true;
    for (int hours = -3; hours <= 3; hours++) {
      host.step(Duration.ofHours(hours));
      sample(); // Within the same look at the outbox as what comes next.
      minutes(3);
    }
    isAway = false;
    minutes(60);
    assertAllIsThereAtItsTime();
  }

  @Test
  void suspensionOfDaysIsNoWrongClock() throws IOException {
    start(ClockRule.CORRECT);
    for (int night = 0; night < 3; night++) {
      minutes(3);
      pass(Duration.ofHours(9));
    }
    minutes(3);
    assertAllIsThereAtItsTime();
    assertThat(logged.size()).isZero();
  }

  @Test
  void whatWasSentOnceNeverChanges() throws IOException {
    host.step(HOURS);
    start(ClockRule.CORRECT);
    minutes(1);
    isAnswerLost = true;
    minutes(3);
    isAnswerLost = false;
    host.step(HOURS.negated());
    start(ClockRule.CORRECT);
    minutes(60);
    Map<Object, Batch> first = new HashMap<>();
    for (Batch batch : batches) {
      Batch before = first.putIfAbsent(batch.delivery(), batch);
      if (before != null) {
        assertThat(batch.samples()).isEqualTo(before.samples());
      }
    }
    received.replaceAll((number, times) -> times.stream().distinct().toList());
    assertAllIsThereAtItsTime();
  }

  @Test
  void killBetweenSettlingTimesAndDeletingWhatWasBeforeDoublesNothing() throws IOException {
    host.step(HOURS);
    isAway = true;
    start(ClockRule.CORRECT);
    minutes(2);
    Path stamped = folder.resolve("0000000000000000.batch");
    byte[] before = Files.readAllBytes(stamped);
    isAway = false;
    isAnswerLost = true;
    minutes(1);
    assertThat(stamped).doesNotExist();
    assertThat(folder.resolve("0000000000000000.sent")).exists();
    Files.write(stamped, before); // As the kill would have left it.
    isAnswerLost = false;
    start(ClockRule.CORRECT);
    minutes(30);
    received.replaceAll((number, times) -> times.stream().distinct().toList());
    assertAllIsThereAtItsTime();
  }

  @Test
  void whoWaitsKeepsItsSamplesUntilTheHostsClockIsSetRight() throws IOException {
    host.step(HOURS);
    start(ClockRule.WAIT);
    minutes(20);
    assertThat(received).isEmpty();
    assertThat(spool.state(null).samples()).isEqualTo(20);
    // The server hears of it all the same, and the host's page says why.
    assertThat(batches)
        .anyMatch(it -> it.runs().stream().anyMatch(run -> run.script().equals("clock")));
    host.step(HOURS.negated());
    minutes(60);
    assertAllIsThereAtItsTime();
  }

  @Test
  void whoWaitsKeepsItsSamplesUntilTheServersClockIsSetRight() throws IOException {
    serversAhead = HOURS.negated();
    start(ClockRule.WAIT);
    minutes(20);
    assertThat(received).isEmpty();
    serversAhead = Duration.ZERO;
    minutes(60);
    assertAllIsThereAtItsTime();
  }

  @Test
  void whoSendsItsOwnTimeHasWhatIsOfTheFutureWait() throws IOException {
    host.step(HOURS);
    start(ClockRule.OWN);
    minutes(5);
    assertThat(received).isEmpty();
    assertThat(spool.state(null).samples()).isEqualTo(5);
    truth = truth.plus(HOURS);
    minutes(60);
    assertThat(received).hasSize(65);
  }

  @Test
  void theYear2038PassesInTheSpoolToo() throws IOException {
    Duration until = Duration.between(START, Instant.ofEpochSecond(Integer.MAX_VALUE - 300L));
    truth = truth.plus(until);
    host.step(until.plus(HOURS));
    isAway = true;
    start(ClockRule.CORRECT);
    minutes(10);
    isAway = false;
    minutes(30);
    assertAllIsThereAtItsTime();
  }
}
