// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.apply.Deliveries;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A delivery is known by its number and its contents: nobody's number costs another's samples. */
abstract class DeliveriesContract extends Contract {
  private static final Acceptance NEW = new Acceptance(1, false);
  private static final Acceptance REPEAT = new Acceptance(0, true);
  private static final Acceptance CONFLICT = new Acceptance(1, false, true);

  private static Sample load(long second) {
    return sample("load", NOW.minusSeconds(10_000).plusSeconds(second), List.of(), "v", second);
  }

  private void fold() {
    ((SqlStorage) storage).fold();
  }

  private long conflicts() {
    return storage.hosts().getFirst().conflicts();
  }

  @Test
  void numbersClaimedInAdvanceCostNoSamples() {
    for (int sequence = 0; sequence < 50; sequence++) {
      storage.accept(delivered("here", sequence));
    }
    fold();
    reopen();
    for (int sequence = 0; sequence < 50; sequence++) {
      assertThat(storage.accept(delivered("here", sequence, load(sequence)))).isEqualTo(CONFLICT);
      assertThat(storage.accept(delivered("here", sequence, load(sequence)))).isEqualTo(REPEAT);
    }
    assertThat(conflicts()).isEqualTo(50);
    fold();
    reopen();
    assertThat(storage.accept(delivered("here", 7, load(7)))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 7))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 50, load(50)))).isEqualTo(NEW);
    assertThat(balance().accepted()).isEqualTo(51);
    assertThat(conflicts()).isEqualTo(50);
  }

  /** An agent's repeat changes nothing; that of a file brings back what was purged since. */
  @Test
  void whatWasPurgedComesBackWithContentsAlone() {
    UUID contents = UUID.nameUUIDFromBytes(new byte[] {1});
    Sample old = sample("load", NOW.minus(Duration.ofDays(40)), List.of(), "v", 1);
    Sample archived = sample("load", NOW.minus(Duration.ofDays(9)), List.of(), "v", 2);
    Sample live = sample("load", NOW, List.of(), "v", 3);
    Batch agents = delivered("agent", 1, old, archived, live);
    Batch file = delivered("file", 1, old, archived, live).with(new Delivery(contents, 0));
    for (Batch batch : List.of(agents, file)) {
      assertThat(storage.accept(batch).accepted()).isEqualTo(3);
      assertThat(storage.accept(batch)).isEqualTo(REPEAT);
    }
    storage.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
    assertThat(storage.accept(file)).isEqualTo(REPEAT);
    storage.accept(batch("file", sample("load", NOW, List.of(), "v", 4))); // It is mended.
    assertThat(storage.lifeCycle().purge(LifeCycle.Scope.ALL, NOW, step -> {})).hasSize(2);
    reopen();
    assertThat(storage.accept(agents)).isEqualTo(REPEAT);
    assertThat(storage.accept(file)).isEqualTo(NEW);
    assertThat(storage.accept(file)).isEqualTo(REPEAT);
    assertThat(
            storage
                .select("SELECT host, v FROM domestik.probe_load ORDER BY host, sample_time", 10)
                .rows()
                .stream()
                .map(row -> row.get(0) + " " + ((Number) row.get(1)).intValue()))
        .containsExactly("agent 3", "file 1", "file 4");
    assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
        .allMatch(LifeCycle.Balance::balanced);
  }

  @Test
  void howeverManyWereClaimed() {
    int many = Deliveries.KEPT + 50;
    storage.acceptAll(
        java.util.stream.LongStream.range(0, many)
            .mapToObj(sequence -> delivered("here", sequence))
            .toList());
    fold();
    assertThat(internals("SELECT first, last, length(digests) FROM domestik.delivery")).hasSize(1);
    for (int sequence : new int[] {0, 1, 49, 50, 51, many - 1}) {
      assertThat(storage.accept(delivered("here", sequence, load(sequence))))
          .as("sequence " + sequence)
          .isEqualTo(CONFLICT);
      assertThat(storage.accept(delivered("here", sequence, load(sequence)))).isEqualTo(REPEAT);
    }
    assertThat(balance().accepted()).isEqualTo(6);
  }

  @Test
  void repeatOfLongAgoIsKnownByItsRows() {
    int many = Deliveries.KEPT + 10;
    for (int from = 0; from < many; from += 101) {
      storage.acceptAll(
          java.util.stream.LongStream.range(from, Math.min(many, from + 101))
              .mapToObj(sequence -> delivered("here", sequence, load(sequence)))
              .toList());
      fold();
    }
    for (int sequence : new int[] {0, 9, 10, 11, many - 1}) {
      assertThat(storage.accept(delivered("here", sequence, load(sequence))))
          .as("sequence " + sequence)
          .isEqualTo(REPEAT);
    }
    assertThat(conflicts()).isZero();
    assertThat(balance().accepted()).isEqualTo(many);
  }

  @Test
  void deliveriesOfAnOlderStoreAreKnownByTheirNumbers() {
    Instant old = NOW.minus(Duration.ofDays(5));
    Sample archived = sample("load", old, List.of(), "v", 1);
    storage.accept(delivered("here", 0, archived, load(0)));
    storage.accept(delivered("here", 1, load(1)));
    archive();
    storage.close();
    try (Database database = database(config())) {
      database.write(
          transaction -> {
            transaction.run("DROP TABLE domestik.version");
            transaction.run("ALTER TABLE domestik.delivery DROP COLUMN digests");
            transaction.run("DROP TABLE domestik.conflict");
            return true;
          });
    }
    storage = SqlStorage.open(config(), clock);
    assertThat(storage.accept(delivered("here", 0, archived, load(0)))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 1, load(1)))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 2, load(2)))).isEqualTo(NEW);
    fold();
    reopen();
    assertThat(storage.accept(delivered("here", 0, archived, load(0)))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 1, load(1)))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 2, load(2)))).isEqualTo(REPEAT);
    assertThat(storage.accept(delivered("here", 2, load(99)))).isEqualTo(CONFLICT);
    assertThat(balance().accepted()).isEqualTo(5);
  }

  @Test
  void bothOfOneGroupAreKept() {
    assertThat(
            storage.acceptAll(
                List.of(
                    delivered("here", 1, load(1)),
                    delivered("here", 1, load(2)),
                    delivered("here", 1, load(1)))))
        .containsExactly(NEW, CONFLICT, REPEAT);
    storage.delete("here");
    assertThat(storage.accept(delivered("here", 1, load(2)))).isEqualTo(NEW);
  }

  @Test
  void deliveriesOfADeletedHostAreForgotten() {
    storage.accept(delivered("here", 1, load(1)));
    storage.accept(delivered("here", 2, load(2)));
    storage.delete("here");
    for (int sequence = 1; sequence < 3; sequence++) { // The host may have the same number again.
      assertThat(storage.accept(delivered("here", sequence, load(sequence)))).isEqualTo(NEW);
    }
    assertThat(storage.accept(delivered("here", 2, load(2)))).isEqualTo(REPEAT);
  }

  @Test
  void repeatMaySayMoreOfScripts() {
    storage.accept(delivered("here", 1, load(1)));
    Batch batch = delivered("here", 2, load(2));
    assertThat(storage.accept(batch)).isEqualTo(NEW);
    Run failed = new Run("load", "load.lua", Run.Outcome.FAILED, "no", NOW.minusSeconds(60), 12);
    assertThat(storage.accept(batch.withRuns(List.of(failed)))).isEqualTo(REPEAT);
    assertThat(storage.accept(batch.withRuns(List.of(failed)))).isEqualTo(REPEAT);
    assertThat(storage.runs("here")).containsExactly(failed);
    reopen();
    assertThat(storage.runs("here")).containsExactly(failed);
    Batch none =
        new Batch("here", batch.delivery(), batch.samples(), Map.of(), List.of(), List.of());
    assertThat(storage.accept(none)).isEqualTo(REPEAT);
    assertThat(storage.runs("here")).isEmpty();
    assertThat(balance().accepted()).isEqualTo(2);
  }

  /** In whatever order they come, whoever else uses their numbers, whenever books are folded. */
  @Test
  @Tag("slow")
  void eachContentsUnderEachNumberAreStoredOnce() {
    long seed = Long.getLong("domestik.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<Long, Set<Long>> accepted = new HashMap<>();
    for (int step = 0; step < 150; step++) {
      long sequence = random.nextInt(40);
      long content = sequence * 5 + random.nextInt(3);
      Set<Long> before = accepted.computeIfAbsent(sequence, it -> new HashSet<>());
      Acceptance expected = before.contains(content) ? REPEAT : before.isEmpty() ? NEW : CONFLICT;
      assertThat(storage.accept(delivered("here", sequence, load(content))))
          .as("seed " + seed + ", step " + step)
          .isEqualTo(expected);
      before.add(content);
      if (random.nextInt(15) == 0) {
        fold();
      }
      if (random.nextInt(60) == 0) {
        reopen();
      }
    }
    assertThat(balance().accepted())
        .isEqualTo(accepted.values().stream().mapToLong(Set::size).sum());
  }
}
