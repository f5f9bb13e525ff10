// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.duckdb.UnpackedLibrary;
import org.domestik.storage.sql.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to a store that is one file. */
class DuckDbStoreTest {
  @TempDir Path folder;
  private final HandClock clock = new HandClock(Contract.NOW);

  private Storage open(String name) {
    return SqlStorage.open(StorageConfig.of("duckdb:" + folder.resolve(name)), clock);
  }

  @Test
  void fileOfAnotherProcessIsRefusedWithItsPid() throws Exception {
    Path file = folder.resolve("store.duckdb");
    Path said = folder.resolve("said");
    Process holder = ChildJvm.start(said, Holder.class, file.toString());
    try {
      ChildJvm.heard(holder, said);
      assertThatThrownBy(() -> open("store.duckdb"))
          .isInstanceOf(BadInput.class)
          .hasMessage(file + " is in use by another process (pid " + holder.pid() + ")");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    open("store.duckdb").close();
  }

  @Test
  void questionsEndWithTheStore() throws Exception {
    Storage storage = open("store.duckdb");
    AtomicReference<Throwable> fault = new AtomicReference<>();
    Thread asking =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((thread, thrown) -> fault.set(thrown))
            .start(
                () ->
                    ((SqlStorage) storage)
                        .answer(
                            new Question(
                                "SELECT count(*) FROM generate_series(1, 1000000) AS a(x),"
                                    + " generate_series(1, 1000000) AS b(y) WHERE x * y = -1",
                                10,
                                Long.MAX_VALUE,
                                600)));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (asking.isAlive() && threads.getThreadCpuTime(asking.threadId()) < 500_000_000) {
      Thread.onSpinWait();
    }
    storage.close();
    assertThat(asking.join(Duration.ofSeconds(60))).isTrue();
    assertThat(fault.get()).isInstanceOf(BadInput.class);
  }

  @Test
  void nothingIsAcknowledgedIntoFilesThatWereRemoved() throws Exception {
    Path file = folder.resolve("store.duckdb");
    Path journal = folder.resolve("store.duckdb.journal");
    try (Storage storage = open("store.duckdb")) {
      accept(storage, 0);
      accept(storage, 1);
      for (Path each : List.of(file, journal, journal.resolve("odd"), journal.resolve("even"))) {
        Path away = folder.resolve("away");
        Files.move(each, away);
        assertThatThrownBy(storage::check)
            .isInstanceOf(StorageUnavailable.class)
            .hasMessageContaining("was removed while the server runs");
        assertThatThrownBy(() -> accept(storage, 2))
            .isInstanceOf(StorageUnavailable.class)
            .hasMessageContaining("was removed while the server runs");
        Files.move(away, each);
        storage.check();
      }
      accept(storage, 3);
      assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL).getFirst().live()).isEqualTo(3);
    }
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("store.duckdb", "store.duckdb.mark");
  }

  private static void accept(Storage storage, int second) {
    storage.accept(
        Contract.batch(
            "here", Contract.sample("p", Contract.NOW.plusSeconds(second), List.of(), "v", 1)));
  }

  @Test
  void noFilterIsDerivedFromAJoin() throws SQLException {
    try (DuckDbDatabase database = DuckDbDatabase.open(folder.resolve("store.duckdb"));
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE many AS SELECT range AS id FROM range(100000)");
      statement.execute("CREATE TABLE few AS SELECT 7 * range AS id FROM range(10)");
      ResultSet plan =
          statement.executeQuery(
              "EXPLAIN ANALYZE SELECT count(*) FROM many WHERE id IN (SELECT id FROM few)");
      plan.next();
      assertThat(plan.getString(2))
          .as("filters that DuckDB corrupts its memory with")
          .contains("Hash Join")
          .doesNotContain("Dynamic Filter");
    }
  }

  @Test
  void unpackedDriverIsNotLeftToThoseWhoAreKilled() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/maps")));
    open("store.duckdb").close();
    assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
        .anyMatch(line -> line.contains("/libduckdb_java"))
        .noneMatch(UnpackedLibrary::isCopy);
  }

  @Test
  void fileThatIsNoDatabaseIsRefused() throws IOException {
    Files.writeString(folder.resolve("store.duckdb"), "this is a text, not a database".repeat(500));
    assertThatThrownBy(() -> open("store.duckdb"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("store.duckdb cannot be opened");
  }

  /** DuckDB's words for a damaged file have "block" in them, which has "lock" in it. */
  @Test
  void damagedFileIsNotSaidToBeInUse() throws IOException {
    open("store.duckdb").close();
    Path file = folder.resolve("store.duckdb");
    byte[] whole = Files.readAllBytes(file);
    for (int from = 0; from < 3 * 4096; from += 512) {
      byte[] zeros = whole.clone();
      Arrays.fill(zeros, from, 3 * 4096, (byte) 0);
      Files.write(file, zeros);
      try {
        open("store.duckdb").close();
      } catch (BadInput e) {
        assertThat(e).hasMessageContaining("cannot be opened").hasMessageNotContaining("in use");
      }
    }
  }

  @Test
  void moreMemoryIsTakenWhereTheLeastIsNotEnoughAndGivenBackLater() {
    try (DuckDbDatabase database =
        DuckDbDatabase.open(folder.resolve("more.duckdb"), () -> 1L << 30)) {
      String least = memory(database);
      assertThat(listed(database)).isEqualTo(12_000_000);
      assertThat(memory(database)).isNotEqualTo(least);
      database.relax();
      assertThat(memory(database)).isEqualTo(least);
    }
    try (DuckDbDatabase database =
        DuckDbDatabase.open(folder.resolve("less.duckdb"), () -> 1L << 27)) {
      assertThatThrownBy(() -> listed(database))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("Out of Memory");
      assertThat(memory(database)).as("it goes on").isNotEmpty();
    }
  }

  private static long listed(DuckDbDatabase database) {
    return database.read(
        transaction ->
            (Long)
                transaction
                    .query("SELECT CAST(len(list(range)) AS BIGINT) AS n FROM range(12000000)")
                    .getFirst()
                    .get("n"));
  }

  private static String memory(DuckDbDatabase database) {
    return database.read(
        transaction ->
            String.valueOf(
                transaction
                    .query("SELECT current_setting('memory_limit') AS n")
                    .getFirst()
                    .get("n")));
  }

  @Test
  void seriesThatMemoryWouldNotHoldAreRefusedAndAllElseGoesOn() {
    Path file = folder.resolve("store.duckdb");
    StorageConfig config = StorageConfig.of("duckdb:" + file);
    long heap = 300_000;
    int stored = 0;
    try (SqlStorage storage = new SqlStorage(DuckDbDatabase.open(file), config, clock, heap)) {
      BadInput refusal = null;
      while (refusal == null) {
        try {
          storage.accept(tellTale(stored, 1));
          stored++;
        } catch (BadInput e) {
          refusal = e;
        }
      }
      assertThat(refusal).hasMessageContaining("DOMESTIK_SERVER_HEAP");
      assertThat(stored).isBetween(50, 80);
      storage.accept(tellTale(0, 2));
    }
    try (SqlStorage storage = new SqlStorage(DuckDbDatabase.open(file), config, clock, heap)) {
      storage.accept(tellTale(1, 3));
      assertThat(storage.hosts()).hasSizeBetween(stored, stored + 1);
    }
    assertThatThrownBy(() -> new SqlStorage(DuckDbDatabase.open(file), config, clock, heap / 3))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("more hosts and series than");
  }

  @Test
  void longKeysAreCountedAsWhatTheyTake() {
    Path file = folder.resolve("store.duckdb");
    StorageConfig config = StorageConfig.of("duckdb:" + file);
    long heap = 300_000;
    int stored = 0;
    try (SqlStorage storage = new SqlStorage(DuckDbDatabase.open(file), config, clock, heap)) {
      BadInput refusal = null;
      while (refusal == null) {
        try {
          storage.accept(wordy(stored, 5));
          stored += 5;
        } catch (BadInput e) {
          refusal = e;
        }
      }
      assertThat(refusal).hasMessageContaining("shorter keys");
      assertThat(stored).isBetween(40, 80);
    }
    try (SqlStorage storage = new SqlStorage(DuckDbDatabase.open(file), config, clock, heap)) {
      int more = stored;
      assertThatThrownBy(() -> storage.accept(wordy(more, 5))).hasMessageContaining("shorter keys");
      storage.delete("wordy");
      storage.accept(wordy(more, 40));
    }
    assertThatThrownBy(() -> new SqlStorage(DuckDbDatabase.open(file), config, clock, heap / 3))
        .hasMessageContaining("more hosts and series than");
  }

  /** Some rows, from a number on, whose keys are of two long texts. */
  private static Batch wordy(int from, int count) {
    String text = "x".repeat(490);
    List<Row> rows =
        IntStream.range(from, from + count)
            .mapToObj(number -> Row.of(List.of(text + number, text), Map.of("v", 1.0)))
            .toList();
    return Contract.batch("wordy", new Sample("words", Contract.NOW, rows));
  }

  @Test
  void aStoreThatMemoryDoesNotHoldSaysWhichMemoryDoes() {
    Path file = folder.resolve("store.duckdb");
    StorageConfig config = StorageConfig.of("duckdb:" + file);
    try (SqlStorage storage = new SqlStorage(DuckDbDatabase.open(file), config, clock, 1 << 30)) {
      for (int from = 0; from < 500; from += 100) {
        storage.accept(wordy(from, 100));
      }
    }
    Matcher wanted;
    try (DuckDbDatabase database = DuckDbDatabase.open(file)) {
      Throwable refusal = catchThrowable(() -> new SqlStorage(database, config, clock, 100_000));
      wanted = Pattern.compile("DOMESTIK_SERVER_HEAP=(\\d+)m").matcher(refusal.getMessage());
    }
    assertThat(wanted.find()).isTrue();
    long heap = Long.parseLong(wanted.group(1)) << 20;
    try (SqlStorage storage = new SqlStorage(DuckDbDatabase.open(file), config, clock, heap)) {
      storage.accept(wordy(500, 5));
    }
  }

  private static Batch tellTale(int host, int second) {
    return Contract.batch(
        "h" + host,
        Contract.sample("load", Contract.NOW.minusSeconds(60 - second), List.of("k"), "v", 1));
  }

  @Test
  void missingFolderIsNamed() {
    assertThatThrownBy(() -> open("none/store.duckdb"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("the folder " + folder.resolve("none") + " does not exist");
  }

  @Test
  void fileMayNotHideTheSchema() {
    assertThatThrownBy(() -> open("domestik.duckdb"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("something else than domestik");
  }

  @Test
  void grantsNeedPostgres() {
    StorageConfig config =
        new StorageConfig(
            "duckdb:" + folder.resolve("store.duckdb"),
            null,
            null,
            List.of("www"),
            java.time.ZoneId.of("UTC"),
            java.time.Duration.ofMinutes(1),
            List.of());
    assertThatThrownBy(() -> SqlStorage.open(config, clock))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("PostgreSQL");
  }

  @Test
  void unknownKindOfStoreIsNamed() {
    assertThatThrownBy(() -> SqlStorage.open(StorageConfig.of("mysql:x"), clock))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("\"mysql:x\"");
  }

  @Test
  void nobodyElseCanTakeTheRowsThatWait() {
    try (Storage storage = open("store.duckdb")) {
      assertThatThrownBy(() -> storage.select("SELECT * FROM domestik_waiting_rows()", 10))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("domestik_waiting_rows may not be called");
    }
  }

  @Test
  void closedStoreSaysSo() {
    Storage storage = open("store.duckdb");
    storage.close();
    assertThatThrownBy(
            () ->
                storage.accept(
                    Contract.batch("h", Contract.sample("load", Contract.NOW, List.of(), "v", 1))))
        .isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(storage::check).isInstanceOf(StorageUnavailable.class);
    assertThat(Files.exists(folder.resolve("store.duckdb"))).isTrue();
  }

  /** Another JVM that holds a file open until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      SqlStorage.open(StorageConfig.of("duckdb:" + arguments[0]), new HandClock(Contract.NOW));
      System.out.println("open");
      System.in.read();
    }
  }
}
