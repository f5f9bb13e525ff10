// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Series;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * However a set of numbers is cut into rows, samples and requests, and in whatever order these
 * come, the table is the same.
 *
 * <p>{@code -Ddomestik.cases=1000} tries more sets than the default.
 */
abstract class MergeContract extends Contract {
  private static final int CASES = Integer.getInteger("domestik.cases", 3);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final List<String> VALUES = List.of("v1", "o1", "there", "number");

  private record Place(String key, Instant time) {}

  /** One field of one line. */
  private record Said(Place place, String value, double number) {}

  @Test
  @Tag("slow")
  void anySplitOfASetOfNumbersIsTheSameTable() {
    for (int number = 0; number < CASES; number++) {
      Random random = new Random(SEED + number);
      String where = "seed " + (SEED + number);
      String host = "host" + number;
      Map<Place, Map<String, Double>> set = set(random);
      List<Said> numbers = new ArrayList<>();
      set.forEach(
          (place, values) ->
              values.forEach((value, it) -> numbers.add(new Said(place, value, it))));
      for (int again = random.nextInt(numbers.size()); again > 0; again--) {
        numbers.add(numbers.get(random.nextInt(numbers.size())));
      }
      Collections.shuffle(numbers, random);
      send(random, host, numbers);
      compare(host, set, where);
    }
  }

  @Test
  @Tag("slow")
  void ofDifferentNumbersTheLastOneCounts() {
    for (int number = 0; number < CASES; number++) {
      Random random = new Random(SEED - number);
      String where = "seed " + (SEED - number);
      String host = "host" + number;
      Map<Place, Map<String, Double>> expected = new LinkedHashMap<>();
      List<Said> numbers = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (Map.Entry<Place, Map<String, Double>> row : set(random).entrySet()) {
          expected.computeIfAbsent(row.getKey(), it -> new TreeMap<>()).putAll(row.getValue());
          row.getValue().forEach((value, it) -> numbers.add(new Said(row.getKey(), value, it)));
        }
      }
      send(random, host, numbers);
      compare(host, expected, where);
    }
  }

  /** Numbers by place and value; some rows have all, some a few, not all are whole. */
  private static Map<Place, Map<String, Double>> set(Random random) {
    Map<Place, Map<String, Double>> set = new LinkedHashMap<>();
    for (int i = 0; i < 25; i++) {
      Place place =
          new Place("k" + random.nextInt(3), NOW.minusSeconds(600).plusSeconds(random.nextInt(8)));
      Map<String, Double> values = new TreeMap<>();
      for (String value : VALUES) {
        if (random.nextInt(3) > 0) {
          boolean whole = value.equals("v1") || random.nextBoolean();
          values.put(value, whole ? random.nextInt(9) : random.nextInt(2_000_001) / 1e6);
        }
      }
      if (!values.isEmpty()) {
        set.put(place, values);
      }
    }
    return set;
  }

  private void send(Random random, String host, List<Said> numbers) {
    List<Sample> request = new ArrayList<>();
    int at = 0;
    while (at < numbers.size()) {
      Said first = numbers.get(at++);
      Map<String, Double> values = new LinkedHashMap<>(Map.of(first.value(), first.number()));
      while (at < numbers.size()
          && numbers.get(at).place().equals(first.place())
          && random.nextInt(4) > 0) {
        values.put(numbers.get(at).value(), numbers.get(at++).number());
      }
      Row row = Row.of(List.of(first.place().key()), values);
      request.add(new Sample("merged", first.place().time(), List.of(row)));
      if (random.nextInt(6) == 0) {
        accept(host, request);
        request.clear();
      }
      if (random.nextInt(60) == 0) {
        reopen();
      }
    }
    if (!request.isEmpty()) {
      accept(host, request);
      accept(host, request); // As whoever got no answer does.
    }
  }

  private void compare(String host, Map<Place, Map<String, Double>> expected, String where) {
    Map<Place, Map<String, Double>> found = new LinkedHashMap<>();
    for (String key : List.of("k0", "k1", "k2")) {
      Series series = series(host, "merged", key);
      for (int i = 0; i < series.time().size(); i++) {
        Map<String, Double> values = new TreeMap<>();
        int at = i;
        series
            .values()
            .forEach(
                (value, band) -> {
                  Double number = band.avg().get(at);
                  if (number != null) {
                    values.put(value, number);
                  }
                });
        Place place = new Place(key, Instant.ofEpochMilli(series.time().get(i)));
        assertThat(found.put(place, values)).as(where + ", two rows of " + place).isNull();
      }
    }
    assertThat(found).as(where).containsExactlyInAnyOrderEntriesOf(expected);
    LifeCycle.Balance balance =
        storage.lifeCycle().verify(new LifeCycle.Scope(host, "*")).getFirst();
    assertThat(balance.balanced()).as(where).isTrue();
    assertThat(balance.accepted()).as(where).isEqualTo(expected.size());
  }

  @Test
  void aDerivedValueIsThereOnceAllItReadsIs() {
    Sample data = sample("process_tracking", NOW, List.of("p"), "data", 5);
    Sample stack = sample("process_tracking", NOW, List.of("p"), "stack", 2);
    storage.accept(described("here", tracking(), data));
    assertThat(series("here", "process_tracking", "p").values().get("used").avg())
        .containsExactly((Double) null);
    storage.accept(batch("here", stack));
    assertThat(series("here", "process_tracking", "p").values().get("used").avg())
        .containsExactly(7.0);
  }

  @Test
  void aValueThatComesAfterItsHourWasArchivedIsRightByItself() {
    Instant old = NOW.minusSeconds(10 * 86_400);
    storage.accept(described("here", tracking()));
    accept(
        "here",
        List.of(
            sample("process_tracking", old, List.of("p"), "data", 5),
            sample("process_tracking", old.plusSeconds(60), List.of("p"), "data", 7),
            sample("process_tracking", NOW, List.of("p"), "data", 1)));
    archive();
    accept("here", List.of(sample("process_tracking", old, List.of("p"), "stack", 2)));
    archive();
    // That it is of an instant counted already, no bucket knows: it is one more sample.
    assertThat(
            storage
                .select(
                    "SELECT samples, data_avg, data_count, stack_min, stack_max, stack_count,"
                        + " used_count FROM domestik.probe_process_tracking_archive",
                    9)
                .rows())
        .containsExactly(Arrays.asList(3L, 6.0, 2L, 2.0, 2.0, 1L, 0L));
    assertThat(balance().accepted()).isEqualTo(4);
  }

  @Test
  void aRepeatOfWhatIsArchivedIsKnownAtTheInstantsThatTheBucketKeeps() {
    Instant old = Instant.parse("2026-11-10T08:00:00Z");
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      samples.add(
          sample("load", old.plusSeconds(60L * i), List.of("p"), "a", i == 4 ? 9 : i, "b", 5 - i));
    }
    // An hour with one sample, as of what is measured seldom: all its instants are known.
    samples.add(sample("load", old.plusSeconds(3600), List.of("p"), "a", 3, "b", 3));
    samples.add(sample("load", NOW, List.of("p"), "a", 1));
    accept("here", samples);
    archive();
    assertThat(balance().accepted()).isEqualTo(8);
    // a: least at 0, greatest at 4; b: greatest at 0, least at 5.
    assertThat(storage.accept(batch("here", samples.toArray(Sample[]::new))).accepted())
        .isEqualTo(3);
    assertThat(balance().accepted()).isEqualTo(11);
    archive();
    assertThat(
            storage
                .select("SELECT samples FROM domestik.probe_load_archive ORDER BY sample_time", 9)
                .rows())
        .containsExactly(List.of(9L), List.of(1L));
    // Neither another number, nor a value that the row there may have lacked, is a repeat.
    Instant only = old.plusSeconds(3600);
    assertThat(
            storage
                .accept(
                    batch(
                        "here",
                        sample("load", only, List.of("p"), "a", 4, "b", 3),
                        sample("load", old, List.of("q"), "a", 0),
                        sample("load", old, List.of("p"), "a", 0, "c", 1)))
                .accepted())
        .isEqualTo(3);
    assertThat(balance().accepted()).isEqualTo(14);
  }
}
