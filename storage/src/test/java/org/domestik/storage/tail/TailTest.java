// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.tail.Tail.Missing;
import org.junit.jupiter.api.Test;

class TailTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final long MINUTE = 60_000_000;

  private static final ValueDescription VALUE =
      new ValueDescription("v", ValueDescription.Type.REAL, null, null);

  /** What the tables would have. */
  private final TreeMap<Long, double[]> rows = new TreeMap<>();

  private final Random random = new Random(SEED);

  @Test
  void tellsAllRowsOfASpanOrNothing() {
    for (int story = 0; story < 50; story++) {
      rows.clear();
      Tail tail = new Tail(new TailMemory(3_000 + random.nextInt(30_000)), -1);
      List<ValueDescription> columns = columns(1 + random.nextInt(3));
      long time = random.nextLong(1L << 50);
      int answered = 0;
      for (int step = 0; step < 2_000; step++) {
        long before = rows.isEmpty() ? -1 : rows.lastKey();
        switch (random.nextInt(40)) {
          case 0 -> {
            rows.put(time - random.nextLong(MINUTE), numbers(columns.size()));
            tail.forget(rows.lastKey());
          }
          case 2 -> {
            tail.doubt();
            assertThat(compare(tail, columns, time)).as("nobody knows").isFalse();
            boolean came = random.nextBoolean();
            if (came) {
              rows.put(time - random.nextLong(MINUTE), numbers(columns.size()));
            }
            tail.settle(came, came ? rows.lastKey() : before); // It may be the first of all.
          }
          case 1 -> fill(tail, columns, time - random.nextLong(2_000) * MINUTE);
          default -> {
            time += random.nextInt(10) == 0 ? 1 + random.nextLong(MINUTE) : MINUTE;
            double[] numbers = numbers(columns.size());
            rows.put(time, numbers);
            tail.add(columns, before, time, numbers);
          }
        }
        if (random.nextInt(10) == 0) {
          answered += compare(tail, columns, time) ? 1 : 0;
        }
      }
      assertThat(answered).as("seed %s", SEED).isPositive();
    }
  }

  /** As {@code Recent} does it. */
  private void fill(Tail tail, List<ValueDescription> columns, long from) {
    Missing missing = tail.missing(columns, from);
    if (missing != null) {
      rows.subMap(missing.from, true, missing.until, true).forEach(missing::take);
      tail.fill(missing);
    }
  }

  private boolean compare(Tail tail, List<ValueDescription> columns, long time) {
    long from = time - random.nextLong(300) * MINUTE;
    long to = time + 1 - random.nextLong(2) * random.nextLong(100) * MINUTE;
    List<String> found = new ArrayList<>();
    boolean answers =
        tail.read(columns, from, to, (micros, numbers) -> found.add(text(micros, numbers)));
    List<String> expected = new ArrayList<>();
    if (answers && from < to) {
      for (Map.Entry<Long, double[]> row : rows.subMap(from, to).entrySet()) {
        expected.add(text(row.getKey(), row.getValue()));
      }
    }
    assertThat(found).as("seed %s", SEED).isEqualTo(expected);
    return answers;
  }

  private static String text(long micros, double[] numbers) {
    return micros + Arrays.toString(numbers);
  }

  private double[] numbers(int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] =
          switch (random.nextInt(12)) {
            case 0 -> Double.NaN;
            case 1 -> random.nextGaussian();
            case 2 -> -0.0;
            case 3 -> 1e300 * random.nextGaussian();
            case 4 -> random.nextLong();
            case 5 -> -0x1p53 + random.nextInt(2) * 0x1p54;
            default -> 1000 + random.nextInt(50);
          };
    }
    return numbers;
  }

  private static List<ValueDescription> columns(int count) {
    return Collections.nCopies(count, VALUE);
  }

  @Test
  void otherColumnsAreNotAnswered() {
    Tail tail = new Tail(new TailMemory(10_000), -1);
    tail.add(columns(2), -1, 1, new double[] {1, 2});
    assertThat(tail.read(columns(3), 0, 2, (micros, numbers) -> {})).isFalse();
    assertThat(tail.missing(columns(3), -1)).isNull();
    tail.add(columns(3), 1, 2, new double[] {1, 2, 3});
    assertThat(tail.read(columns(3), 1, 3, (micros, numbers) -> {})).isFalse();
    assertThat(tail.read(columns(3), 2, 3, (micros, numbers) -> {})).isTrue();
  }

  @Test
  void rowsThatCameBetweenAreNotFilledOver() {
    Tail tail = new Tail(new TailMemory(10_000), 100);
    List<ValueDescription> columns = columns(1);
    Missing missing = tail.missing(columns, 50);
    assertThat(missing).isNotNull();
    missing.take(60, new double[] {1});
    tail.forget(100); // A late row went into the tables meanwhile.
    tail.fill(missing);
    assertThat(tail.read(columns, 50, 200, (micros, numbers) -> {})).isFalse();
  }

  @Test
  void whatIsTooMuchIsNotTriedAgain() {
    Tail tail = new Tail(new TailMemory(3_000), 100_000 * MINUTE);
    Missing missing = tail.missing(columns(1), 99_000 * MINUTE);
    assertThat(missing).isNotNull();
    for (long time = missing.from; time <= missing.until; time += MINUTE) {
      missing.take(time, new double[] {random.nextGaussian()});
    }
    tail.fill(missing);
    assertThat(tail.missing(columns(1), 99_000 * MINUTE)).isNull();
    assertThat(tail.missing(columns(1), 99_990 * MINUTE)).isNotNull();
    assertThat(tail.missing(columns(1), 90_000 * MINUTE)).as("longer than a day").isNull();
  }

  @Test
  void blocksComeBackWhenTheirTailIsEmptiedOrGone() {
    TailMemory memory = new TailMemory(100 * TailMemory.BLOCK);
    Tail tail = new Tail(memory, -1);
    fillUp(tail);
    assertThat(memory.taken()).isGreaterThan(10);
    tail.forget(0);
    assertThat(memory.taken()).isZero();
    Missing missing = tail.missing(columns(1), -1);
    assertThat(missing).isNotNull();
    for (long time = 0; time < 5_000; time++) {
      missing.take(time * MINUTE, new double[] {random.nextGaussian()});
    }
    tail.forget(0);
    tail.fill(missing);
    assertThat(memory.taken()).isZero();
    fillUp(tail);
    assertThat(memory.taken()).isGreaterThan(10);
    tail = new Tail(memory, -1);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (memory.taken() > 0) {
      assertThat(System.nanoTime()).as("nobody gave them back").isLessThan(deadline);
      System.gc(); // A lost tail's blocks come back when the collector finds it.
      LockSupport.parkNanos(1_000_000);
    }
    fillUp(tail);
    assertThat(memory.taken()).isGreaterThan(10);
  }

  private void fillUp(Tail tail) {
    for (long minute = 1; minute < 1_440; minute++) {
      tail.add(
          columns(1), (minute - 1) * MINUTE, minute * MINUTE, new double[] {random.nextGaussian()});
    }
  }

  @Test
  void tailsThatFindNoBlockLeftTellNothingRatherThanHalf() {
    TailMemory memory = new TailMemory(20 * TailMemory.BLOCK);
    List<Tail> tails = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tails.add(new Tail(memory, -1));
      fillUp(tails.getLast()); // Each as if the share were all its own.
    }
    for (Tail tail : tails) {
      List<Long> times = new ArrayList<>();
      long from = 1_420 * MINUTE;
      if (tail.read(columns(1), from, Long.MAX_VALUE, (micros, numbers) -> times.add(micros))) {
        assertThat(times).hasSize(20);
      }
    }
    assertThat(memory.taken()).isPositive().isLessThanOrEqualTo(20);
  }

  @Test
  void rowsTooWideForABlockAreLeftToTheTables() {
    Tail tail = new Tail(new TailMemory(100_000), -1);
    tail.add(columns(200), -1, MINUTE, new double[200]);
    assertThat(tail.read(columns(200), MINUTE, 2 * MINUTE, (micros, numbers) -> {})).isFalse();
    Missing missing = tail.missing(columns(200), 1);
    assertThat(missing).isNotNull();
    missing.take(MINUTE, new double[200]);
    tail.fill(missing);
    assertThat(tail.read(columns(200), 1, 2 * MINUTE, (micros, numbers) -> {})).isFalse();
  }

  @Test
  void steadySamplesTakeFewBytes() {
    PackedRows packed = new PackedRows(new TailMemory(100_000));
    for (int minute = 0; minute < 1440; minute++) {
      packed.add(minute * MINUTE, new double[] {20_000 + 4 * random.nextInt(20), 132});
    }
    assertThat(packed.bytes()).isLessThan(1440 * 4);
  }
}
