// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.RecordDecoder;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.MemoryBudget;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.tail.TailMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is acknowledged stands in the journal first; nobody may see the difference. */
class ApplierTest {
  private static final Instant START = Contract.NOW.minusSeconds(86_400);

  @TempDir Path folder;

  private final HandClock clock = new HandClock(Contract.NOW);
  private final AtomicBoolean broken = new AtomicBoolean();

  private Storage open() {
    return SqlStorage.open(StorageConfig.of(url()), clock);
  }

  /** While {@code broken} is set, nothing can be changed. */
  private Storage openBreakable() {
    Database database =
        new MortalDatabase(
            DuckDbDatabase.open(folder.resolve("store.duckdb")),
            sql -> {
              if (broken.get()) {
                throw new OutOfMemoryError("pretended");
              }
            });
    return new SqlStorage(database, StorageConfig.of(url()), clock);
  }

  private String url() {
    return "duckdb:" + folder.resolve("store.duckdb");
  }

  private static Batch batch(int number) {
    Instant time = START.plusSeconds(60L * number);
    List<Sample> samples = new ArrayList<>();
    samples.add(Contract.sample("load", time, List.of("a"), "v", number));
    samples.add(Contract.sample("load", time.plusSeconds(1), List.of("b"), "v", number + 0.5));
    samples.add(Contract.sample("flat", time, List.of(), "x", number, "y", -number));
    Run run = new Run("load", "load.lua", Run.Outcome.OK, null, time, 12);
    return new Batch("here", new Delivery(Contract.BOOT, number), samples, Map.of(), List.of(run));
  }

  private static List<String> points(Storage storage, String probe, List<String> key) {
    Series series =
        storage.series(new SeriesQuery("here", probe, key, START, Contract.NOW, 10_000));
    List<String> points = new ArrayList<>();
    for (int i = 0; i < series.time().size(); i++) {
      int at = i;
      points.add(
          (series.time().get(i) - START.toEpochMilli()) / 1000
              + "="
              + series.values().values().stream().map(band -> band.avg().get(at)).toList());
    }
    return points;
  }

  @Test
  void whatAKilledProcessHadAcknowledgedIsThereAfterTheNextStart() throws Exception {
    Path said = folder.resolve("said");
    Process child = ChildJvm.start(said, Halted.class, url());
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ChildJvm.said(said)).containsExactly("done");
    Path journal = folder.resolve("store.duckdb.journal");
    assertThat(Files.size(journal.resolve("odd")) + Files.size(journal.resolve("even")))
        .as("the child should have left something in its journal")
        .isPositive();
    for (int start = 0; start < 2; start++) {
      try (Storage storage = open()) {
        assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
        assertThat(points(storage, "load", List.of("b")))
            .containsExactly("1=[0.5]", "61=[1.5]", "121=[2.5]", "181=[3.5]");
        assertThat(points(storage, "flat", List.of()))
            .containsExactly(
                "0=[0.0, 0.0]", "60=[1.0, -1.0]", "120=[2.0, -2.0]", "180=[3.0, -3.0]");
        for (int number = 0; number < Halted.BATCHES; number++) {
          assertThat(storage.accept(batch(number))).isEqualTo(new Acceptance(0, true));
        }
        assertThat(storage.hosts().getFirst().lastSample()).isEqualTo(START.plusSeconds(181));
      }
      assertThat(journal).as("nothing is left to do").doesNotExist();
    }
  }

  @Test
  void recordOfAnOlderVersionHasNoDigest() {
    try (Database database = DuckDbDatabase.open(folder.resolve("other.duckdb"))) {
      Catalog catalog =
          new Catalog(
              database,
              Grants.NONE,
              new TailMemory(0),
              new HostDescriptions(),
              new MemoryBudget(Long.MAX_VALUE));
      catalog.setUp();
      catalog.numbering().addHosts(List.of("here"));
      KnownHost host = Objects.requireNonNull(catalog.host("here"));
      ByteBuffer record = ByteBuffer.allocate(41);
      record.putInt(1).putInt(host.id()).put((byte) 1);
      record.putLong(Contract.BOOT.getMostSignificantBits());
      record.putLong(Contract.BOOT.getLeastSignificantBits());
      record.putLong(7).putInt(0).putInt(0);
      Batch head = Contract.delivered("here", 7);
      List<PreparedBatch> read = new RecordDecoder(catalog).read(record.array(), false);
      assertThat(read)
          .extracting(
              PreparedBatch::host,
              PreparedBatch::batch,
              PreparedBatch::digest,
              PreparedBatch::samples)
          .containsExactly(tuple(host, head, null, List.of()));
    }
  }

  @Test
  void tablesMayChangeWhileSamplesWait() {
    try (Storage storage = open()) {
      for (int number = 0; number < 3; number++) {
        storage.accept(batch(number));
      }
      // A new value, first in its sample: the columns of what waits are others by now.
      storage.accept(
          Contract.batch(
              "there", Contract.sample("flat", START, List.of(), "w", 7.5, "x", 1, "y", 2)));
      storage.accept(batch(3));
      assertThat(points(storage, "flat", List.of()))
          .containsExactly(
              "0=[0.0, 0.0, null]",
              "60=[1.0, -1.0, null]",
              "120=[2.0, -2.0, null]",
              "180=[3.0, -3.0, null]");
      assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
    }
  }

  @Test
  void deletedHostStartsAnewWhateverWaits() {
    try (Storage storage = open()) {
      storage.accept(batch(0));
      storage.accept(batch(1));
      storage.delete("here");
      assertThat(storage.hosts()).isEmpty();
      assertThat(storage.accept(batch(1))).isEqualTo(new Acceptance(3, false));
      assertThat(storage.accept(batch(2))).isEqualTo(new Acceptance(3, false));
      assertThat(points(storage, "load", List.of("a"))).containsExactly("60=[1.0]", "120=[2.0]");
      assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
    }
  }

  @Test
  void errorIsAnsweredAndWhatComesAfterItIsStored() {
    try (Storage storage = openBreakable()) {
      broken.set(true);
      assertThatThrownBy(() -> storage.accept(batch(0)))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("pretended");
      broken.set(false);
      assertThat(storage.accept(batch(0))).isEqualTo(new Acceptance(3, false));
      assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
      broken.set(true);
      assertThat(storage.accept(batch(1))).as("journal").isEqualTo(new Acceptance(3, false));
      assertThatThrownBy(() -> storage.lifeCycle().verify(Scope.ALL))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("pretended");
      broken.set(false);
      List<Balance> balances = verifiedOnceItWorks(storage);
      assertThat(balances).hasSize(2).allMatch(Balance::balanced);
      assertThat(balances).extracting(Balance::accepted).containsExactly(2L, 4L);
    }
  }

  @Test
  void whoWaitedForRoomInVainLeavesNoFaultBehind() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    Database database =
        new MortalDatabase(
            DuckDbDatabase.open(folder.resolve("store.duckdb")),
            sql -> {
              if (slow.get() && Thread.currentThread().getName().equals("storage-applier")) {
                awaitQuietly(held);
                throw new OutOfMemoryError("pretended");
              }
            });
    try (Storage storage = new SqlStorage(database, StorageConfig.of(url()), clock);
        ExecutorService sender = Executors.newSingleThreadExecutor()) {
      storage.accept(batch(0));
      verifiedOnceItWorks(storage);
      slow.set(true);
      Future<Integer> fault =
          sender.submit(
              () -> {
                int number = 0;
                try {
                  for (; number < 20; number++) {
                    storage.accept(many(number));
                  }
                } catch (StorageUnavailable e) {
                  return number;
                }
                throw new AssertionError("there was room for all");
              });
      awaitCheck(storage, "the database has taken no more rows for");
      held.countDown();
      assertThat(fault.get()).isPositive();
      slow.set(false);
      awaitCheck(storage, null);
      assertThat(verifiedOnceItWorks(storage)).allMatch(Balance::balanced);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Some ten thousand rows that are later than all others. */
  private static Batch many(int number) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      Instant time = START.plusSeconds(600).plusMillis(number * 25_000L + i);
      samples.add(Contract.sample("load", time, List.of("a"), "v", i));
    }
    return new Batch("here", null, samples, Map.of(), List.of());
  }

  /** Waits until the store says this of itself; null: that it is well. */
  private static void awaitCheck(Storage storage, @Nullable String fault) {
    String said = null;
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    do {
      assertThat(System.nanoTime()).as("it says %s", said).isLessThan(deadline);
      try {
        storage.check();
        said = null;
      } catch (StorageUnavailable e) {
        said = e.getMessage();
      }
    } while (fault == null ? said != null : said == null || !said.contains(fault));
  }

  /** An agent's number tells that it is no repeat, though its rows are older than others. */
  @Test
  void lateDeliveryIsAnsweredBeforeTheTablesHaveIt() {
    try (Storage storage = openBreakable()) {
      storage.accept(batch(40));
      storage.accept(batch(10));
      assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
      broken.set(true);
      Batch other = batch(40);
      Batch late =
          new Batch("here", new Delivery(Contract.BOOT, 7), other.samples(), Map.of(), List.of());
      assertThat(storage.accept(late)).isEqualTo(new Acceptance(3, false));
      Batch others = new Batch("here", late.delivery(), batch(41).samples(), Map.of(), List.of());
      assertThatThrownBy(() -> storage.accept(others)).isInstanceOf(StorageUnavailable.class);
      broken.set(false);
      assertThat(storage.accept(others)).isEqualTo(Acceptance.REPEAT);
      assertThat(storage.accept(late)).isEqualTo(Acceptance.REPEAT);
      assertThat(points(storage, "load", List.of("a"))).hasSize(3);
    }
  }

  /** What is acknowledged is known without the tables, until a start forgets it. */
  @Test
  void repeatIsAnsweredBeforeTheTablesHaveTheFirst() {
    try (Storage storage = openBreakable()) {
      storage.accept(batch(0));
      broken.set(true);
      for (int number : new int[] {1, 3, 2}) {
        assertThat(storage.accept(batch(number))).isEqualTo(new Acceptance(3, false));
      }
      for (int number = 1; number < 4; number++) {
        assertThat(storage.accept(batch(number))).isEqualTo(Acceptance.REPEAT);
      }
      assertThat(storage.acceptAll(List.of(batch(2), batch(1))))
          .containsExactly(Acceptance.REPEAT, Acceptance.REPEAT);
      broken.set(false);
      assertThat(verifiedOnceItWorks(storage)).allMatch(Balance::balanced);
      assertThat(points(storage, "load", List.of("a"))).hasSize(4);
    }
    try (Storage storage = openBreakable()) {
      for (int number = 0; number < 4; number++) {
        assertThat(storage.accept(batch(number))).isEqualTo(Acceptance.REPEAT);
      }
      broken.set(true);
      assertThat(storage.accept(batch(3))).isEqualTo(Acceptance.REPEAT);
      broken.set(false);
      assertThat(points(storage, "load", List.of("a"))).hasSize(4);
    }
  }

  /** A repeat without numbers is known by its rows, which memory has. */
  @Test
  void rowsThatMemoryHasAreAnsweredBeforeTheTablesHaveThem() {
    try (Storage storage = openBreakable()) {
      for (int number = 0; number < 4; number++) {
        storage.accept(rows(number, number));
      }
      verifiedOnceItWorks(storage);
      broken.set(true);
      assertThat(storage.accept(rows(4, 4))).isEqualTo(new Acceptance(3, false));
      for (int number = 1; number < 5; number++) {
        assertThat(storage.accept(rows(number, number))).isEqualTo(Acceptance.NOTHING);
      }
      List<Batch> all = List.of(rows(1, 1), rows(4, 4));
      assertThat(storage.acceptAll(all)).containsOnly(Acceptance.NOTHING);
      assertThatThrownBy(() -> storage.accept(rows(1, 7))).isInstanceOf(StorageUnavailable.class);
      assertThatThrownBy(() -> storage.accept(rows(1, 1)))
          .as("one of both is in doubt")
          .isInstanceOf(StorageUnavailable.class);
      broken.set(false);
      assertThat(verifiedOnceItWorks(storage)).allMatch(Balance::balanced);
      assertThat(points(storage, "load", List.of("a")))
          .as("the last number counts")
          .containsExactly("0=[0.0]", "60=[1.0]", "120=[2.0]", "180=[3.0]", "240=[4.0]");
      storage.accept(rows(1, 7));
      assertThat(points(storage, "load", List.of("a"))).contains("60=[7.0]");
    }
  }

  /** A batch that has its rows alone; {@code value} is one of their numbers. */
  private static Batch rows(int number, double value) {
    Batch batch = batch(number);
    List<Sample> samples = new ArrayList<>(batch.samples());
    samples.set(0, Contract.sample("load", samples.getFirst().time(), List.of("a"), "v", value));
    return new Batch("here", null, samples, Map.of(), List.of());
  }

  /** A flood's groups are as large as DuckDB's row groups, and there are several. */
  @Test
  void floodIsThereWholeAlsoWhereTheStoreIsDownForAWhile() {
    try (Storage storage = openBreakable()) {
      storage.accept(flood(0));
      int number = 1;
      while (number < 12) {
        storage.accept(flood(number++));
      }
      broken.set(true);
      int last = number + 40;
      boolean refused = false;
      while (!refused) {
        assertThat(number).as("what waits has a limit").isLessThan(last);
        try {
          storage.accept(flood(number));
          number++;
        } catch (StorageUnavailable e) {
          refused = true;
        }
      }
      broken.set(false);
      verifiedOnceItWorks(storage);
      storage.accept(flood(number++));
      assertThat(storage.lifeCycle().verify(Scope.ALL))
          .allMatch(Balance::balanced)
          .extracting(Balance::accepted)
          .containsExactly((long) FLOOD_ROWS * number);
    }
    try (Storage storage = open()) {
      assertThat(storage.lifeCycle().verify(Scope.ALL)).hasSize(1).allMatch(Balance::balanced);
    }
  }

  private static final int FLOOD_ROWS = 30_000;

  private static Batch flood(int number) {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second < FLOOD_ROWS / 100; second++) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < 100; key++) {
        rows.add(new Row(List.of("key-" + key), List.of("v"), new double[] {second + key}));
      }
      Instant time = START.plusSeconds(number * (FLOOD_ROWS / 100L) + second);
      samples.add(new Sample("flood", time, rows));
    }
    return new Batch("here", new Delivery(Contract.BOOT, number), samples, Map.of(), List.of());
  }

  private static List<Balance> verifiedOnceItWorks(Storage storage) {
    Instant deadline = Instant.now().plusSeconds(60);
    while (true) {
      try {
        return storage.lifeCycle().verify(Scope.ALL);
      } catch (StorageUnavailable e) {
        assertThat(Instant.now()).as("still: " + e.getMessage()).isBefore(deadline);
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /** Accepts some batches and ends as if killed, before anything else can happen. */
  static final class Halted {
    static final int BATCHES = 4;

    private Halted() {}

    public static void main(String[] arguments) {
      Storage storage =
          SqlStorage.open(StorageConfig.of(arguments[0]), new HandClock(Contract.NOW));
      for (int number = 0; number < BATCHES; number++) {
        storage.accept(batch(number));
      }
      System.out.println("done");
      Runtime.getRuntime().halt(1);
    }
  }
}
