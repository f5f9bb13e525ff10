// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.Acceptance;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.Series;
import org.domestik.storage.TooEarly;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Test;

/** What is accepted, what is turned away, and what is then there. */
abstract class AcceptContract extends Contract {
  private static final Sample SEED =
      sample("process_tracking", NOW, List.of("dmkcheckd"), "data", 476, "stack", 136);

  @Test
  void acceptedSampleIsReadAtOnce() {
    assertThat(storage.accept(batch("here", SEED))).isEqualTo(new Acceptance(1, false));
    assertThat(storage.storedData("here", "process_tracking"))
        .containsExactly(List.of("dmkcheckd"));
    Series series = series("here", "process_tracking", "dmkcheckd");
    assertThat(series.time()).containsExactly(NOW.toEpochMilli());
    assertThat(series.values().get("data").avg()).containsExactly(476.0);
    assertThat(series.values().get("stack").max()).containsExactly(136.0);
    assertThat(storage.hosts())
        .containsExactly(
            new HostStatus(
                "here", HostStatus.State.ALIVE, NOW, List.of("process_tracking"), 0, false, null));
  }

  /** What a machine says before it sleeps holds until it delivers, also after a restart. */
  @Test
  void aHostIsAsleepFromWhenItSaysSoUntilItDelivers() {
    storage.accept(batch("laptop", SEED));
    storage.accept(batch("other", SEED));
    clock.advance(Duration.ofMinutes(1));
    Instant sleep = clock.instant();
    storage.accept(new Batch("laptop", null, List.of(), Map.of(), List.of(Run.sleep(sleep)), null));
    storage.accept(batch("laptop", at(SEED, sleep.plusSeconds(10)))); // Was on its way.
    clock.advance(Duration.ofHours(8));
    reopen();
    assertThat(storage.hosts())
        .extracting(HostStatus::host, HostStatus::asleep)
        .containsExactly(tuple("laptop", sleep), tuple("other", null));
    storage.accept(batch("laptop", at(SEED, clock.instant())));
    assertThat(storage.hosts()).extracting(HostStatus::asleep).containsOnlyNulls();
  }

  private static Sample at(Sample sample, Instant time) {
    return new Sample(sample.probe(), time, sample.rows());
  }

  @Test
  void derivedValueIsComputedPerSample() {
    storage.accept(described("here", tracking(), SEED));
    assertThat(series("here", "process_tracking", "dmkcheckd").values().get("used").avg())
        .containsExactly(612.0);
  }

  @Test
  void repeatedDeliveryChangesNothing() {
    storage.accept(delivered("here", 7, SEED));
    assertThat(storage.accept(delivered("here", 7, SEED))).isEqualTo(new Acceptance(0, true));
    reopen();
    assertThat(storage.accept(delivered("here", 7, SEED))).isEqualTo(new Acceptance(0, true));
    assertThat(storage.accept(delivered("there", 7, SEED))).isEqualTo(new Acceptance(1, false));
  }

  @Test
  void rowsOfOneKeyAndTimeAreOneWithTheLastNumberOfEachValue() {
    Sample data = sample("process_tracking", NOW, List.of("dmkcheckd"), "data", 1);
    Sample stack = sample("process_tracking", NOW, List.of("dmkcheckd"), "stack", 2);
    assertThat(storage.accept(batch("here", data, stack, SEED)).accepted()).isEqualTo(3);
    assertThat(storage.accept(batch("here", SEED)).accepted()).isZero();
    assertThat(storage.accept(batch("here", data)).accepted()).isEqualTo(1);
    assertThat(storage.accept(batch("here", data, SEED, data)).accepted()).isEqualTo(2);
    Series series = series("here", "process_tracking", "dmkcheckd");
    assertThat(series.values().get("data").avg()).containsExactly(1.0);
    assertThat(series.values().get("stack").avg()).containsExactly(136.0);
    reopen();
    assertThat(storage.accept(batch("here", data)).accepted()).isZero();
    assertThat(storage.accept(batch("here", stack)).accepted()).isEqualTo(1);
    assertThat(series("here", "process_tracking", "dmkcheckd").values().get("stack").avg())
        .containsExactly(2.0);
    assertThat(balance().accepted()).isEqualTo(1);
  }

  @Test
  void outOfOrderSamplesAreAllKept() {
    List<Sample> samples =
        new ArrayList<>(tracked("p", NOW.minusSeconds(600), Duration.ofMinutes(1), 10));
    storage.accept(batch("here", samples.get(9), samples.get(3)));
    java.util.Collections.reverse(samples);
    assertThat(storage.accept(batch("here", samples.toArray(Sample[]::new))).accepted())
        .isEqualTo(8);
    assertThat(series("here", "process_tracking", "p").time()).hasSize(10).isSorted();
  }

  @Test
  void badBatchKeepsNothing() {
    Sample bad = sample("process_tracking", NOW, List.of("a", "b"), "data", 1);
    assertThatThrownBy(() -> storage.accept(batch("here", SEED, bad)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("sample 1 of probe \"process_tracking\"")
        .hasMessageContaining("[a, b]");
    assertThat(storage.hosts()).isEmpty();
    assertThat(storage.descriptions()).isEmpty();
  }

  @Test
  void requestOfManyHostsIsStoredWholeOrNotAtAll() {
    List<Batch> good = new ArrayList<>();
    for (int host = 0; host < 30; host++) {
      good.add(batch("host-" + host, sample("load", NOW, List.of("a"), "v", host)));
    }
    assertThat(storage.acceptAll(good))
        .hasSize(30)
        .allMatch(answer -> answer.equals(new Acceptance(1, false)));
    List<Batch> bad = new ArrayList<>();
    for (int host = 0; host < 30; host++) {
      List<String> key = host == 20 ? List.of("a", "b") : List.of("a");
      bad.add(batch("host-" + host, sample("load", NOW.plusSeconds(60), key, "v", host)));
    }
    assertThatThrownBy(() -> storage.acceptAll(bad))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("host \"host-20\"")
        .hasMessageContaining("2 levels");
    assertThat(storage.hosts()).hasSize(30).allMatch(host -> NOW.equals(host.lastSample()));
    assertThat(storage.acceptAll(List.of())).isEmpty();
  }

  @Test
  void sampleTooFarAheadIsNotTakenYetAndLeavesNoTrace() {
    Instant future = Instant.parse("2038-01-19T03:14:07Z");
    Batch early = delivered("here", 1, SEED, sample("load", future, List.of(), "one", 1));
    assertThatThrownBy(() -> storage.accept(early))
        .isInstanceOf(TooEarly.class)
        .hasMessageContaining("sample 1 of probe \"load\"")
        .hasMessageContaining("2038-01-19T03:14:07Z")
        .hasMessageContaining("600 s ahead");
    assertThat(storage.hosts()).isEmpty();
    assertThat(storage.descriptions()).isEmpty();
    assertThat(storage.clocks()).containsKeys("clock of host here", "clock of the server");
    clock.advance(Duration.between(NOW, future));
    assertThat(storage.accept(early)).isEqualTo(new Acceptance(2, false));
    assertThat(storage.clocks()).isEmpty();
  }

  @Test
  void whatIsWrongInAnyCaseIsRefusedEvenIfItIsEarly() {
    Sample early = sample("load", NOW.plusSeconds(9999), List.of(), "one", 1);
    Sample bad = sample("load", NOW, List.of(), "one", Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> storage.accept(batch("here", early, bad)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("sample 1");
  }

  @Test
  void runIsNeverLaterThanTheClock() {
    Run future = new Run("load", "load.lua", Run.Outcome.FAILED, "no", NOW.plusSeconds(1 << 30), 9);
    Run next = new Run("load", "load.lua", Run.Outcome.OK, null, NOW.plusSeconds(60), 12);
    storage.accept(new Batch("here", null, List.of(), Map.of(), List.of(future)));
    assertThat(storage.runs("here")).extracting(Run::time).containsExactly(NOW);
    clock.advance(Duration.ofMinutes(1));
    storage.accept(new Batch("here", null, List.of(), Map.of(), List.of(next)));
    assertThat(storage.runs("here")).containsExactly(next);
  }

  @Test
  void infiniteNumberIsRefused() {
    Row row = Row.of(List.of(), Map.of("one", Double.POSITIVE_INFINITY));
    assertThatThrownBy(() -> storage.accept(batch("here", new Sample("load", NOW, List.of(row)))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("\"one\"");
  }

  @Test
  void namesThatAreWordsOfSqlAreJustNames() {
    storage.accept(
        batch("here", sample("select", NOW, List.of("it's \"x\""), "order", 1, "table", 2.5)));
    reopen();
    assertThat(series("here", "select", "it's \"x\"").values().get("table").avg())
        .containsExactly(2.5);
  }

  @Test
  void flatProbeHasOneEmptyKey() {
    storage.accept(batch("here", sample("load", NOW, List.of(), "one", 0.5)));
    assertThat(storage.storedData("here", "load")).containsExactly(List.of());
    assertThat(storage.storedData("there", "load")).isEmpty();
    assertThat(storage.storedData("here", "none")).isEmpty();
    assertThat(series("here", "load").values().get("one").avg()).containsExactly(0.5);
  }

  @Test
  void missingValueIsNothingAtThatPoint() {
    storage.accept(batch("here", sample("load", NOW, List.of(), "one", 1, "five", Double.NaN)));
    assertThat(series("here", "load").values().get("five").avg()).containsExactly((Double) null);
  }

  @Test
  void whatAScriptPrintedIsKeptUntilItsNextRun() {
    for (int minute = 0; minute < 3; minute++) {
      Instant time = NOW.plusSeconds(60L * minute);
      Run run = new Run("load", "load.lua", Run.Outcome.OK, null, time, 12, "minute " + minute);
      storage.accept(
          new Batch(
              "here",
              new Delivery(BOOT, minute),
              List.of(sample("load", time, List.of(), "one", 1)),
              Map.of(),
              List.of(run)));
      assertThat(storage.runs("here")).containsExactly(run);
      storage.lifeCycle().verify(LifeCycle.Scope.ALL);
      assertThat(storage.runs("here")).as("once it is in the tables").containsExactly(run);
    }
  }

  @Test
  void lastRunOfEachScriptIsKnown() {
    Run first = new Run("load", "load.lua", Run.Outcome.OK, null, NOW, 12);
    Run failed =
        new Run("load", "load.lua", Run.Outcome.FAILED, "load.lua:1: no", NOW.plusSeconds(60), 9);
    for (Run run : List.of(first, failed)) {
      storage.accept(new Batch("here", null, List.of(), Map.of(), List.of(run)));
    }
    assertThat(storage.runs("here")).containsExactly(failed);
    reopen();
    assertThat(storage.runs("here")).containsExactly(failed);
    assertThat(storage.runs("there")).isEmpty();
    assertThat(storage.runs()).containsExactly(Map.entry("here", List.of(failed)));
  }

  @Test
  void aFleetThatComesAtOnceHasNumbersAndItsLatestRunsInMemory() {
    List<Batch> fleet = new ArrayList<>();
    for (int host = 0; host < 5_100; host++) {
      List<Run> runs = new ArrayList<>();
      for (int script = 0; script < 20; script++) {
        runs.add(new Run("p", script + ".lua", Run.Outcome.OK, null, NOW, 5, "printed"));
      }
      fleet.add(new Batch("host-" + host, null, List.of(), Map.of(), runs));
    }
    storage.acceptAll(fleet);
    for (String host : List.of("host-0", "host-499", "host-500", "host-5099")) {
      assertThat(storage.runs(host)).as(host).hasSize(20);
      assertThat(storage.runs(host)).as(host).allMatch(it -> "printed".equals(it.output()));
    }
  }

  @Test
  void runsOfScriptsThatAreGoneAreForgottenAfterARestartToo() {
    Run gone = new Run("bad", "bad.lua", Run.Outcome.FAILED, "bad.lua:1: no", NOW, 9);
    Run load = new Run("load", "load.lua", Run.Outcome.OK, null, NOW, 12);
    storage.accept(new Batch("here", null, List.of(), Map.of(), List.of(gone, load)));
    storage.accept(new Batch("there", null, List.of(), Map.of(), List.of(gone)));
    storage.accept(
        new Batch("here", null, List.of(), Map.of(), List.of(), List.of("load.lua", "new.lua")));
    assertThat(storage.runs("here")).containsExactly(load);
    assertThat(storage.runs("there")).containsExactly(gone);
    reopen();
    assertThat(storage.runs("here")).containsExactly(load);
    assertThat(storage.runs("there")).containsExactly(gone);
    storage.accept(new Batch("there", null, List.of(), Map.of(), List.of(), List.of()));
    assertThat(storage.runs("there")).isEmpty();
  }

  @Test
  void manySendersAtOnceLoseNothing() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> senders = new ArrayList<>();
      for (int sender = 0; sender < 8; sender++) {
        String host = "host" + sender;
        senders.add(
            () -> {
              int accepted = 0;
              for (int i = 0; i < 25; i++) {
                accepted +=
                    storage
                        .accept(
                            delivered(
                                host,
                                i,
                                sample(
                                    "load",
                                    NOW.minusSeconds(60L * (100 - i)),
                                    List.of(),
                                    "one",
                                    i)))
                        .accepted();
              }
              return accepted;
            });
      }
      int accepted = 0;
      for (var result : threads.invokeAll(senders)) {
        accepted += result.get();
      }
      assertThat(accepted).isEqualTo(200);
    }
    for (int sender = 0; sender < 8; sender++) {
      assertThat(series("host" + sender, "load").time()).hasSize(25);
    }
  }

  @Test
  void badBatchOfAGroupHarmsNoOther() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> senders = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int number = i;
        senders.add(
            () -> {
              // Two shapes of one probe: whoever comes second is refused, within the group too.
              List<String> key = number % 4 == 0 ? List.of("a", "b") : List.of("a");
              try {
                storage.accept(batch("h" + number, sample("shape", NOW, key, "v", number)));
                return true;
              } catch (BadInput e) {
                return false;
              }
            });
      }
      long accepted = 0;
      for (var result : threads.invokeAll(senders)) {
        accepted += result.get() ? 1 : 0;
      }
      assertThat(accepted).isIn(10L, 30L);
      assertThat(storage.hosts().stream().filter(host -> !host.probes().isEmpty()))
          .hasSize((int) accepted);
    }
  }

  @Test
  void foldingForgetsNoDelivery() {
    for (int sequence : new int[] {1, 2, 3, 5, 6, 9}) {
      storage.accept(
          delivered(
              "here", sequence, sample("load", NOW.minusSeconds(sequence), List.of(), "v", 1)));
    }
    storage.accept(
        new Batch(
            "here",
            null,
            List.of(),
            Map.of(),
            List.of(new Run("load", "load.lua", Run.Outcome.OK, null, NOW, 12))));
    assertThat(balance().accepted()).isEqualTo(6); // All are in the tables now.
    ((SqlStorage) storage).fold();
    assertThat(internals("SELECT first, last FROM domestik.delivery ORDER BY 1"))
        .containsExactly(List.of(1L, 3L), List.of(5L, 6L), List.of(9L, 9L));
    for (int sequence = 0; sequence < 12; sequence++) {
      boolean known = List.of(1, 2, 3, 5, 6, 9).contains(sequence);
      Acceptance answer =
          storage.accept(
              delivered(
                  "here", sequence, sample("load", NOW.minusSeconds(sequence), List.of(), "v", 1)));
      assertThat(answer.duplicate()).as("sequence " + sequence).isEqualTo(known);
    }
    ((SqlStorage) storage).fold();
    assertThat(balance().accepted()).isEqualTo(12);
    assertThat(storage.runs("here")).hasSize(1);
    assertThat(storage.hosts().getFirst().lastSample()).isEqualTo(NOW);
  }

  @Test
  void neighboursThatOvertakeEachOtherAreStoredOnceHoweverOftenTheyCome() {
    int[] minutes = {2, 1, 4, 3, 1, 9, 6, 7, 5, 8, 7, 0, 4};
    for (int round = 0; round < 2; round++) {
      for (int minute : minutes) {
        Instant time = NOW.minusSeconds(60L * (10 - minute));
        Sample both =
            new Sample(
                "load",
                time,
                List.of(
                    Row.of(List.of("a"), values("v", minute)),
                    Row.of(List.of("b"), values("v", -minute))));
        storage.accept(
            batch(
                "here", minute % 2 == 0 ? both : sample("load", time, List.of("a"), "v", minute)));
        storage.accept(batch("here", both)); // Of an odd minute something is new.
      }
      assertThat(balance().accepted()).isEqualTo(20);
      assertThat(balance().balanced()).isTrue();
      assertThat(internals("SELECT count(*) FROM domestik.live_load"))
          .containsExactly(List.of(20L));
      assertThat(internals("SELECT DISTINCT series, sample_time FROM domestik.live_load"))
          .hasSize(20);
      reopen();
    }
  }

  @Test
  void deliveriesOutOfOrderAreToldFromRepeatsAfterARestart() {
    for (int sequence : new int[] {1, 2, 5}) {
      Sample sample = sample("load", NOW.minusSeconds(sequence), List.of(), "v", 1);
      storage.accept(delivered("here", sequence, sample));
    }
    reopen();
    boolean[] repeats = {false, true, true, false, false, true, false};
    for (int sequence : new int[] {3, 5, 4, 6, 1, 0, 2}) {
      Sample sample = sample("load", NOW.minusSeconds(sequence), List.of(), "v", 1);
      assertThat(storage.accept(delivered("here", sequence, sample)).duplicate())
          .as("sequence " + sequence)
          .isEqualTo(repeats[sequence]);
    }
  }

  @Test
  void hostWithAWrongClockIsShownAsSkewed() {
    storage.accept(batch("here", sample("load", Instant.EPOCH, List.of(), "one", 1)));
    assertThat(storage.hosts().getFirst().skewed()).isTrue();
    storage.accept(batch("here", sample("load", NOW, List.of(), "one", 1)));
    assertThat(storage.hosts().getFirst().skewed()).isFalse();
    Sample future = sample("load", NOW.plusSeconds(9999), List.of(), "one", 1);
    assertThatThrownBy(() -> storage.accept(batch("here", future))).isInstanceOf(TooEarly.class);
    assertThat(storage.hosts().getFirst().skewed()).isTrue();
  }

  @Test
  void aDescribedProbeStoresOneSampleByItselfAsAcceptDoes() {
    Instant first = NOW.minusSeconds(60);
    storage.accept(described("h", tracking(), tracked("a", first, Duration.ZERO, 1).getFirst()));
    Sample second = sample("process_tracking", NOW, List.of("a"), "data", 500, "stack", 1);
    storage.close();

    try (Database database = database(config())) {
      ProbeTables tables = new ProbeTables(tracking());
      Probe probe =
          new DescribedProbe(
              tracking(),
              tables,
              new Policies(List.of(), config().zone(), new HostDescriptions()),
              (name, host, key) -> null);
      Row part = Row.of(List.of("a"), values("data", 500));
      for (List<Row> rows : List.of(List.of(part), second.rows(), second.rows())) {
        database.write(
            transaction -> {
              probe.newSample(transaction, "h", rows, second.time());
              return null;
            });
      }
      assertThatThrownBy(
              () ->
                  database.write(
                      transaction -> {
                        Row unknown = Row.of(List.of("b"), values("data", 1));
                        probe.newSample(transaction, "h", List.of(unknown), NOW);
                        return null;
                      }))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("no key [b]");
    }

    storage = SqlStorage.open(config(), clock);
    Series series = series("h", "process_tracking", "a");
    assertThat(series.time()).containsExactly(first.toEpochMilli(), NOW.toEpochMilli());
    assertThat(series.values().get("used").max()).containsExactly(536.0, 501.0);
  }
}
