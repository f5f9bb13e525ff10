// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Deletion;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Plan;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.Series;
import org.domestik.storage.Table;
import org.junit.jupiter.api.Test;

/** The invariants of the data life cycle. */
abstract class LifeCycleContract extends Contract {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant DAY_BEFORE = Instant.parse("2026-11-21T00:00:00Z");

  /** Four days of samples up to now, one every ten minutes. */
  private void fourDays(String host) {
    accept(host, tracked("p", NOW.minus(Duration.ofDays(4)), Duration.ofMinutes(10), 4 * 144 + 1));
  }

  @Test
  void liveDataOlderThanTheDayBeforeTheLastSampleIsArchived() {
    fourDays("here");
    List<Step> steps = storage.lifeCycle().archive(Scope.ALL, NOW, step -> {});
    assertThat(steps).singleElement().extracting(Step::before).isEqualTo(DAY_BEFORE);
    Series series = series("here", "process_tracking", "p");
    assertThat(series.archivedUntil()).isEqualTo(DAY_BEFORE);
    int live = 24 * 6 + 10 * 6 + 1;
    assertThat(balance())
        .isEqualTo(new Balance("here", "process_tracking", 577, live, 577 - live, 0));
    assertThat(series.time()).hasSize(live + 2 * 24 + 14).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void archiveOlderThanAMonthIsPurged() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(60)), Duration.ofHours(6), 240));
    accept("here", tracked("p", NOW, MINUTE, 1));
    archive();
    List<Step> steps = storage.lifeCycle().purge(Scope.ALL, NOW, step -> {});
    assertThat(steps)
        .singleElement()
        .extracting(Step::before)
        .isEqualTo(Instant.parse("2026-10-22T00:00:00Z"));
    assertThat(series("here", "process_tracking", "p").time().getFirst())
        .isEqualTo(Instant.parse("2026-10-22T04:00:00Z").toEpochMilli());
    assertThat(balance().purged()).isEqualTo(steps.getFirst().rows()).isGreaterThan(100);
  }

  @Test
  void crashedHostKeepsItsLastTwoDaysAtFullResolution() {
    fourDays("crashed");
    clock.advance(Duration.ofDays(400));
    accept("alive", tracked("p", clock.instant(), MINUTE, 1));
    archive();
    purge();
    Series series = series("crashed", "process_tracking", "p");
    assertThat(series.archivedUntil()).isEqualTo(DAY_BEFORE);
    assertThat(series.time().stream().filter(time -> time >= DAY_BEFORE.toEpochMilli()))
        .hasSize(24 * 6 + 10 * 6 + 1);
    assertThat(series.time().getFirst()).isEqualTo(NOW.minus(Duration.ofDays(4)).toEpochMilli());
  }

  @Test
  void hostThatReturnsAfterWeeksAgesAgain() {
    fourDays("here");
    clock.advance(Duration.ofDays(21));
    archive();
    accept("here", tracked("p", clock.instant(), MINUTE, 1));
    archive();
    assertThat(balance().live()).isEqualTo(1);
    assertThat(series("here", "process_tracking", "p").time().getFirst())
        .isEqualTo(NOW.minus(Duration.ofDays(4)).toEpochMilli());
  }

  @Test
  void hostOf2038PurgesAndHidesNothing() {
    clock.set(Instant.parse("2038-01-19T03:14:07Z"));
    accept("skewed", tracked("p", clock.instant(), MINUTE, 1));
    clock.set(NOW);
    accept("skewed", tracked("p", NOW.minus(Duration.ofDays(1)), MINUTE, 60));
    clock.advance(Duration.ofDays(40));
    accept("skewed", tracked("p", clock.instant(), MINUTE, 1));
    assertThat(storage.hosts().getFirst().lastSample()).isEqualTo(clock.instant());
  }

  @Test
  void serverWhoseClockJumpsAheadPurgesNothing() {
    fourDays("here");
    clock.set(Instant.parse("2038-01-19T03:14:07Z"));
    archive();
    purge();
    assertThat(balance().purged()).isZero();
    assertThat(series("here", "process_tracking", "p").archivedUntil()).isEqualTo(DAY_BEFORE);
  }

  @Test
  void hostOf1970PurgesAndHidesNothing() {
    Instant start = Instant.parse("1970-01-01T00:10:00Z");
    accept("skewed", tracked("p", start, MINUTE, 60));
    archive();
    purge();
    assertThat(balance()).isEqualTo(new Balance("skewed", "process_tracking", 60, 60, 0, 0));
    assertThat(series("skewed", "process_tracking", "p").time()).hasSize(60);
    assertThat(storage.hosts().getFirst().state()).isEqualTo(HostStatus.State.SILENT);
  }

  @Test
  void lateSampleForAnArchivedHourChangesThatBucketCorrectly() {
    Instant hour = NOW.minus(Duration.ofDays(4));
    fourDays("here");
    storage.accept(described("here", tracking()));
    archive();
    accept(
        "here",
        List.of(
            sample("process_tracking", hour.plusSeconds(7), List.of("p"), "data", 9, "stack", 1000),
            sample(
                "process_tracking", hour.plusSeconds(8), List.of("p"), "data", 9000, "stack", 1)));
    archive();
    Series series = series("here", "process_tracking", "p");
    Series.Band data = series.values().get("data");
    assertThat(data.min().getFirst()).isEqualTo(9);
    assertThat(data.max().getFirst()).isEqualTo(9000);
    assertThat(data.count().getFirst()).isEqualTo(8);
    assertThat(data.avg().getFirst())
        .isEqualTo((400 + 401 + 402 + 403 + 404 + 405 + 9 + 9000) / 8.0);
    Series.Band used = series.values().get("used");
    assertThat(used.min().getFirst()).isEqualTo(536);
    assertThat(used.max().getFirst()).isEqualTo(9001);
    assertThat(balance().archived()).isEqualTo(374);
  }

  @Test
  void bucketKnowsTheInstantsOfItsExtremes() {
    Instant hour = NOW.minus(Duration.ofDays(4));
    double[] data = {5, 1, 7, 1, 7, 3};
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < data.length; i++) {
      samples.add(
          sample("load", hour.plusSeconds(i), List.of(), "one", data[i], "gone", Double.NaN));
    }
    accept("here", samples.subList(3, 6));
    accept("here", List.of(sample("load", NOW, List.of(), "one", 1, "gone", Double.NaN)));
    archive();
    accept("here", samples.subList(0, 3));
    archive();
    Table table =
        storage.select(
            "SELECT one_min_time, one_max_time, one_avg, one_count, gone_min_time, gone_count,"
                + " samples FROM domestik.probe_load_archive",
            10);
    assertThat(table.rows())
        .containsExactly(
            java.util.Arrays.asList(
                hour.plusSeconds(1).toString(),
                hour.plusSeconds(2).toString(),
                4.0,
                6L,
                null,
                0L,
                6L));
  }

  @Test
  void extremesOfEqualNumbersAreTheEarliestWhateverTheirSizeAndKind() {
    double big = 0x1p53;
    double[][] numbers = {
      {big, -big, big - 1, -big, big, Double.NaN},
      {-1, 0, -1, 0, Double.NaN, -1},
      {-0.5, 1e250, -1e250, 1e250, -1e250, 0},
    };
    Instant hour = NOW.minus(Duration.ofDays(4));
    for (int key = 0; key < numbers.length; key++) {
      // Those with a fraction make the column a real one, so they are a probe of their own.
      String probe = key == 2 ? "reals" : "integers";
      List<Sample> samples = new ArrayList<>();
      for (int i = numbers[key].length - 1; i >= 0; i--) {
        Instant time = hour.plusSeconds(10).plusNanos(i * 1000L);
        samples.add(sample(probe, time, List.of("k" + key), "one", numbers[key][i]));
      }
      Collections.shuffle(samples, new java.util.Random(7));
      samples.add(sample(probe, NOW, List.of("k" + key), "one", 1));
      accept("here", samples);
    }
    archive();
    assertThat(extremes("integers"))
        .containsExactly(
            List.of(-big, big, 10_000_001.0, 10_000_000.0),
            List.of(-1.0, 0.0, 10_000_000.0, 10_000_001.0));
    assertThat(extremes("reals"))
        .containsExactly(List.of(-1e250, 1e250, 10_000_002.0, 10_000_001.0));
  }

  /** Of each bucket, with their microseconds since its start; the least first. */
  private List<List<Double>> extremes(String probe) {
    String start = " - extract(epoch FROM sample_time) * 1000000)";
    String sql =
        "SELECT one_min, one_max, round(extract(epoch FROM one_min_time) * 1000000"
            + start
            + ", round(extract(epoch FROM one_max_time) * 1000000"
            + start
            + " FROM domestik.probe_"
            + probe
            + "_archive ORDER BY 1";
    return storage.select(sql, 10).rows().stream()
        .map(row -> row.stream().map(it -> ((Number) it).doubleValue()).toList())
        .toList();
  }

  @Test
  void hostsWithCutOffsOfTheirOwnAreArchivedInOneRun() {
    fourDays("here");
    fourDays("there");
    accept("gone", tracked("p", NOW.minus(Duration.ofDays(9)), Duration.ofMinutes(10), 500));
    accept("here", tracked("p", NOW.plus(Duration.ofMinutes(1)), MINUTE, 1));
    List<Plan> plans = storage.lifeCycle().plan(Scope.ALL, NOW);
    List<Step> steps = storage.lifeCycle().archive(Scope.ALL, NOW, step -> {});
    assertThat(steps).extracting(Step::host).containsExactlyInAnyOrder("here", "there", "gone");
    assertThat(steps.stream().map(Step::before).distinct()).hasSize(2);
    for (Step step : steps) {
      assertThat(plans)
          .filteredOn(plan -> plan.host().equals(step.host()))
          .extracting(Plan::archiveRows)
          .containsExactly(step.rows());
    }
    assertThat(balances()).extracting(Balance::archived).allMatch(archived -> archived > 100);
    purge();
    assertThat(balances()).hasSize(3);
  }

  @Test
  void purgeBeforeArchiveLosesNothing() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(60)), Duration.ofHours(6), 241));
    purge();
    assertThat(balance()).isEqualTo(new Balance("here", "process_tracking", 241, 241, 0, 0));
    archive();
    purge();
    assertThat(balance().purged()).isPositive();
  }

  @Test
  void archiveOfAllIsTheMergeOfTheArchivesOfParts() {
    List<Sample> samples =
        new ArrayList<>(tracked("p", NOW.minus(Duration.ofDays(4)), Duration.ofMinutes(7), 500));
    Sample last = sample("process_tracking", NOW, List.of("p"), "data", 1, "stack", 1);
    storage.accept(described("whole", tracking(), last));
    storage.accept(described("parts", tracking(), last));
    accept("whole", samples);
    archive();
    Collections.shuffle(samples, new java.util.Random(42));
    for (int from = 0; from < samples.size(); from += 100) {
      accept("parts", samples.subList(from, from + 100));
      archive();
    }
    String buckets =
        "SELECT process, sample_time, data_min, data_max, used_min, used_max, samples, used_count,"
            + " data_min_time, used_max_time, round(used_avg::numeric, 6) AS average FROM"
            + " domestik.probe_process_tracking_archive WHERE host = '%s' ORDER BY sample_time";
    assertThat(storage.select(buckets.formatted("parts"), 1000).rows())
        .isNotEmpty()
        .isEqualTo(storage.select(buckets.formatted("whole"), 1000).rows());
  }

  @Test
  void planSaysWhatTheJobsThenDo() {
    fourDays("here");
    accept("here", tracked("p", NOW.minus(Duration.ofDays(40)), MINUTE, 30));
    List<Plan> plans = storage.lifeCycle().plan(Scope.ALL, NOW);
    assertThat(plans).singleElement().extracting(Plan::archiveRows).isEqualTo(577L - 205 + 30);
    archive();
    plans = storage.lifeCycle().plan(Scope.ALL, NOW);
    assertThat(plans).singleElement().extracting(Plan::purgeBuckets).isEqualTo(1L);
    purge();
    assertThat(storage.lifeCycle().plan(Scope.ALL, NOW)).isEmpty();
    clock.advance(Duration.ofDays(9));
    plans = storage.lifeCycle().plan(Scope.ALL, clock.instant());
    assertThat(plans).singleElement().extracting(Plan::pinnedRows).isEqualTo(205L);
  }

  @Test
  void planCountsTheBucketsThatArchiveMakesAndPurgeRemoves() {
    Instant old = NOW.minus(Duration.ofDays(40));
    fourDays("here");
    accept("here", tracked("p", old, MINUTE, 90));
    archive();
    // Some for a bucket that is there already, some for new ones, some that stay.
    accept("here", tracked("p", old.plusSeconds(30), MINUTE, 150));
    accept("here", tracked("q", old, Duration.ofDays(2), 18));
    Plan plan = storage.lifeCycle().plan(Scope.ALL, NOW).getFirst();
    List<Step> archived = storage.lifeCycle().archive(Scope.ALL, NOW, step -> {});
    List<Step> purged = storage.lifeCycle().purge(Scope.ALL, NOW, step -> {});
    assertThat(purged).singleElement().extracting(Step::buckets).isEqualTo(plan.purgeBuckets());
    assertThat(archived).singleElement().extracting(Step::rows).isEqualTo(plan.archiveRows());
    assertThat(plan.purgeBuckets()).isEqualTo(2 + 1 + 5);
  }

  @Test
  void scopeNamesHostsAndProbesByGlob() {
    fourDays("db1");
    fourDays("db2");
    fourDays("web1");
    List<Step> steps = storage.lifeCycle().archive(new Scope("db?", "proc*"), NOW, step -> {});
    assertThat(steps).extracting(Step::host).containsExactlyInAnyOrder("db1", "db2");
    assertThat(storage.lifeCycle().verify(new Scope("web*", "*"))).hasSize(1);
  }

  @Test
  void retiredHostAgesByTheClock() {
    fourDays("here");
    clock.advance(Duration.ofDays(400));
    storage.retire("here", clock.instant());
    assertThat(storage.hosts().getFirst().state()).isEqualTo(HostStatus.State.RETIRED);
    archive();
    purge();
    assertThat(balance()).isEqualTo(new Balance("here", "process_tracking", 577, 0, 0, 577));
    storage.unretire("here");
    assertThat(storage.hosts().getFirst().state()).isEqualTo(HostStatus.State.SILENT);
  }

  @Test
  void retiredHostThatSpeaksIsBack() {
    fourDays("here");
    storage.retire("here", clock.instant());
    accept("here", tracked("p", NOW.plusSeconds(1), MINUTE, 1));
    assertThat(storage.hosts().getFirst().state()).isEqualTo(HostStatus.State.ALIVE);
  }

  @Test
  void deletedHostIsGoneAndTheOthersAreUntouched() {
    fourDays("here");
    fourDays("there");
    archive();
    assertThat(storage.deletion("here").statement())
        .contains("205 live rows and 62 archived buckets (577 samples in all) of 1 probes")
        .contains(NOW.toString())
        .contains("cannot be undone");
    assertThat(storage.delete("here"))
        .isEqualTo(new Deletion("here", List.of("process_tracking"), 205, 62, 577, NOW));
    assertThat(storage.hosts()).extracting(HostStatus::host).containsExactly("there");
    assertThat(balance()).extracting(Balance::host).isEqualTo("there");
    fourDays("here");
    assertThat(balances()).hasSize(2);
    reopen();
    assertThat(series("here", "process_tracking", "p").time()).hasSize(577);
  }

  @Test
  void unknownHostIsNamedWithTheNearest() {
    fourDays("web1");
    assertThatThrownBy(() -> storage.delete("wbe1"))
        .isInstanceOf(BadInput.class)
        .hasMessage("no host \"wbe1\"; nearest is \"web1\"");
    assertThatThrownBy(() -> storage.retire("wbe1", NOW)).isInstanceOf(BadInput.class);
  }

  /** Anybody may describe a probe, and one who says "for ever" in years must not stop others'. */
  @Test
  void whatOneHostWantsToKeepForEverStopsNoJobOfOthers() {
    fourDays("good");
    int number = 0;
    for (List<String> archive :
        List.of(
            List.of("1 day", "1 hour", "9999 years"),
            List.of("1 day", "1 hour", "999999999 years"),
            List.of("300000 years", "1 hour", "300000 years"),
            List.of("1 day", "999999999 years", "999999999 years"),
            List.of("1 day", "999999999 hours", "999999999 years"))) {
      ProbeDescription description =
          ProbeDescription.fromTree(
              Map.of(
                  "values",
                  Map.of("v", Map.of("unit", "kB")),
                  "archive",
                  Map.of("after", archive.get(0), "every", archive.get(1), "keep", archive.get(2))),
              "aa" + number);
      Instant old = NOW.minus(Duration.ofDays(5));
      Sample first = sample("aa" + number, old, List.of(), "v", 1);
      Sample last = sample("aa" + number++, NOW, List.of(), "v", 1);
      storage.accept(described("other", description, first, last));
    }
    assertThat(storage.lifeCycle().archive(Scope.ALL, NOW, step -> {}))
        .anyMatch(step -> step.host().equals("good") && step.rows() > 0);
    storage.lifeCycle().purge(Scope.ALL, NOW, step -> {});
    storage.lifeCycle().plan(Scope.ALL, NOW);
    assertThat(storage.usage(NOW).shares()).hasSize(number + 1);
    assertThat(storage.failures()).isEmpty();
    assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
  }
}
