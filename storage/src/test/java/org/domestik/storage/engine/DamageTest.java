// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Loss;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.journal.Mark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a disk does to the files of a killed process: all that is whole comes back, what is gone is
 * told by {@code verify}, and nothing is there that was never sent.
 */
@Tag("slow")
class DamageTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final Instant START = Contract.NOW.minusSeconds(3600);

  @TempDir Path folder;

  private final HandClock clock = new HandClock(Contract.NOW);
  private final Random random = new Random(SEED);
  private Path killed;

  @BeforeEach
  void kill() throws Exception {
    killed = Files.createDirectory(folder.resolve("killed"));
    Path said = folder.resolve("said");
    Process child = ChildJvm.start(said, Halted.class, killed.resolve("s.duckdb").toString());
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ChildJvm.said(said)).containsExactly("done");
  }

  /** The batch of that number: one sample of ten rows, of one of three hosts. */
  private static Batch batch(int number) {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < 10; key++) {
      rows.add(new Row(List.of("k" + key), List.of("v"), new double[] {number}));
    }
    Sample sample = new Sample("load", START.plusSeconds(number), rows);
    Delivery delivery = new Delivery(Contract.BOOT, number);
    return new Batch("h" + number % 3, delivery, List.of(sample), Map.of(), List.of());
  }

  private Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> paths = Files.walk(killed)) {
      for (Path path : paths.toList()) {
        Path target = copy.resolve(killed.relativize(path).toString());
        Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy.resolve("s.duckdb");
  }

  private Storage open(Path file) {
    return SqlStorage.open(StorageConfig.of("duckdb:" + file), clock);
  }

  /** The numbers of the batches that are there; each whole, and as it was sent. */
  private static Set<Integer> stored(Storage storage) {
    Set<Integer> numbers = new TreeSet<>();
    storage
        .select(
            "SELECT host, v, epoch(sample_time) - "
                + START.getEpochSecond()
                + ", count(*) FROM domestik.probe_load GROUP BY ALL",
            10_000)
        .rows()
        .forEach(
            row -> {
              int number = ((Number) row.get(1)).intValue();
              assertThat(row.getFirst()).isEqualTo("h" + number % 3);
              assertThat(((Number) row.get(2)).intValue()).isEqualTo(number);
              assertThat(row.get(3)).isEqualTo(10L);
              numbers.add(number);
            });
    return numbers;
  }

  private static List<Loss> losses(Storage storage) {
    return storage.lifeCycle().verify(Scope.ALL).stream()
        .flatMap(balance -> balance.losses().stream())
        .toList();
  }

  /** Which of a store's files the last turn of its journal is in. */
  private static Path journal(Path file) {
    boolean even = (last(file).number() & 1) == 0;
    return file.resolveSibling("s.duckdb.journal").resolve(even ? "even" : "odd");
  }

  /** The last turn of a store's journal. */
  private static Mark.Turn last(Path file) {
    try (Mark mark = Mark.open(file.resolveSibling("s.duckdb.mark"), InstantSource.system())) {
      return mark.turns(requireNonNull(mark.before()).database()).stream()
          .max(Comparator.comparingLong(Mark.Turn::number))
          .orElseThrow();
    }
  }

  @Test
  void allIsThereWhereNothingIsDamaged() throws IOException {
    try (Storage storage = open(copy("whole"))) {
      assertThat(stored(storage)).hasSize(Halted.BATCHES);
      assertThat(losses(storage)).isEmpty();
      assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
    }
  }

  @Test
  void flippedByteOfTheJournalCostsItsRecordAloneAndThatIsToldByHostAndTime() throws IOException {
    long size = last(killed.resolve("s.duckdb")).end();
    for (int run = 0; run < 4; run++) {
      long at = run == 0 ? 9 : Math.floorMod(random.nextLong(), size);
      Path file = copy("flip" + run);
      Path journal = journal(file);
      byte[] bytes = Files.readAllBytes(journal);
      bytes[(int) at] ^= 4;
      Files.write(journal, bytes);
      try (Storage storage = open(file)) {
        Set<Integer> stored = stored(storage);
        String where = "seed " + SEED + ", byte " + at + " of " + size;
        assertThat(stored).as(where).hasSize(Halted.BATCHES - 1);
        List<Balance> told =
            storage.lifeCycle().verify(Scope.ALL).stream().filter(it -> !it.balanced()).toList();
        assertThat(told).as(where).hasSize(1);
        assertThat(told.getFirst().losses()).as(where).hasSize(1);
        if (run == 0) {
          int number = 0;
          while (stored.contains(number)) {
            number++;
          }
          Instant time = START.plusSeconds(number);
          assertThat(told.getFirst().host()).isEqualTo("h" + number % 3);
          assertThat(told.getFirst().losses().getFirst().first()).isEqualTo(time);
          assertThat(told.getFirst().losses().getFirst().rows()).isEqualTo(10);
        }
        assertThat(storage.lifeCycle().acknowledge(Scope.ALL)).hasSize(1);
        assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
      }
      try (Storage storage = open(file)) {
        assertThat(losses(storage)).isEmpty();
      }
    }
  }

  @Test
  void cutJournalIsTold() throws IOException {
    Path file = copy("cut");
    Path journal = journal(file);
    cut(journal, last(file).end() / 2);
    try (Storage storage = open(file)) {
      assertThat(stored(storage)).hasSizeBetween(1, Halted.BATCHES - 1);
      assertThat(losses(storage)).isNotEmpty();
    }
    try (Storage storage = open(file)) {
      assertThat(losses(storage)).as("after another start").isNotEmpty();
    }
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  /** What the log lost is missed, and what it no longer knows the names of goes to nobody else. */
  @Test
  void cutLogOfTheDatabaseIsTold() throws IOException {
    long size = Files.size(killed.resolve("s.duckdb.wal"));
    for (int tenths = 0; tenths < 10; tenths += 3) {
      Path file = copy("log" + tenths);
      cut(file.resolveSibling("s.duckdb.wal"), size * tenths / 10);
      try (Storage storage = open(file)) {
        assertThat(losses(storage)).as(tenths + " tenths of the log").isNotEmpty();
        for (int host = 7; host < 10; host++) {
          storage.accept(
              Contract.batch(
                  "new" + host, Contract.sample("load", Contract.NOW, List.of("other"), "v", 7)));
        }
        assertThat(
                storage
                    .select("SELECT count(*) FROM domestik.probe_load WHERE host LIKE 'new%'", 10)
                    .rows()
                    .getFirst()
                    .getFirst())
            .as("nobody else's rows")
            .isEqualTo(3L);
        storage.lifeCycle().acknowledge(Scope.ALL);
        assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
      }
    }
  }

  @Test
  void flippedByteOfTheDatabasesLogCostsWhatIsBehindItAndThatIsTold() throws IOException {
    Path file = copy("fliplog");
    Path log = file.resolveSibling("s.duckdb.wal");
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length * 3 / 4] ^= 4;
    Files.write(log, bytes);
    try (Storage storage = open(file)) {
      assertThat(losses(storage)).isNotEmpty();
      assertThat(log.resolveSibling("s.duckdb.wal.damaged")).hasBinaryContent(bytes);
    }
  }

  @Test
  void olderCopyInItsPlaceIsTold() throws IOException {
    Path file = copy("old");
    open(file).close();
    Path older = folder.resolve("older");
    Files.copy(file, older);
    try (Storage storage = open(file)) {
      storage.accept(batch(Halted.BATCHES));
    }
    Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
    try (Storage storage = open(file)) {
      assertThat(losses(storage)).hasSize(1).first().asString().contains("are not in it");
    }
    Path other = folder.resolve("other.duckdb");
    open(other).close();
    Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
    try (Storage storage = open(file)) {
      assertThat(losses(storage)).hasSize(1).first().asString().contains("not the one");
    }
  }

  /** Accepts batches, of which the last wait in the journal, and ends as if killed. */
  static final class Halted {
    static final int BATCHES = 40;

    private Halted() {}

    public static void main(String[] arguments) {
      Storage storage =
          SqlStorage.open(StorageConfig.of("duckdb:" + arguments[0]), new HandClock(Contract.NOW));
      for (int number = 0; number < BATCHES; number++) {
        storage.accept(batch(number));
        if (number % 4 == 0 && number < BATCHES - 10) {
          storage.check(); // What was accepted is in the tables.
        }
      }
      System.out.println("done");
      Runtime.getRuntime().halt(1);
    }
  }
}
