// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that ingests, archives, purges, folds its books and forces checkpoints is killed again
 * and again; what it had acknowledged must be there, once, and the books must balance. The whole
 * server's like is {@code ServerKillTest}, which cannot force checkpoints.
 *
 * <p>{@code -Ddomestik.kills=500} kills more often than the default.
 */
@Tag("slow")
class KillTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 3);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());

  @TempDir Path folder;

  @Test
  void killedDuckDbLosesAndDoublesNothing() throws Exception {
    killAgainAndAgain("duckdb:" + folder.resolve("store.duckdb"));
  }

  private void killAgainAndAgain(String url) throws Exception {
    Random random = new Random(SEED);
    long acknowledged = -1;
    for (int kill = 0; kill < KILLS; kill++) {
      Path said = folder.resolve("said" + kill);
      Process child = ChildJvm.start(said, Busy.class, url, Long.toString(acknowledged + 1));
      ChildJvm.heard(child, said);
      child.waitFor(random.nextLong(900), TimeUnit.MILLISECONDS);
      child.destroyForcibly().waitFor();
      acknowledged = number(ChildJvm.said(said).getLast());
      check(url, acknowledged, "seed " + SEED + ", kill " + kill);
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.substring("ack ".length()));
  }

  private static void check(String url, long acknowledged, String where) {
    try (Storage storage = SqlStorage.open(StorageConfig.of(url), new HandClock(Busy.END))) {
      // The batches under way may be stored without their sender having heard of it.
      assertThat(accepted(storage, "here", where))
          .isBetween(Busy.taken(acknowledged + 1), Busy.taken(acknowledged + 2));
      assertThat(accepted(storage, "late", where))
          .isBetween(Busy.LATE_ROWS * (acknowledged + 1), Busy.LATE_ROWS * (acknowledged + 2));
      for (long sequence = Math.max(0, acknowledged - 3); sequence <= acknowledged; sequence++) {
        assertThat(storage.acceptAll(Busy.batches(sequence)))
            .as(where)
            .containsOnly(new Acceptance(0, true));
      }
    }
  }

  private static long accepted(Storage storage, String host, String where) {
    LifeCycle.Balance balance =
        storage.lifeCycle().verify(new LifeCycle.Scope(host, "*")).getFirst();
    assertThat(balance.balanced()).as(where + ": " + balance).isTrue();
    return balance.accepted();
  }

  /** Delivers without end, with the jobs beside it; says what was acknowledged. */
  static final class Busy {
    private static final int ROWS = 40;

    /** What so many batches add to the books: their rows and the samples of their buckets. */
    static long taken(long batches) {
      return batches * ROWS + (batches + 2) / 3 * 5;
    }

    static final Instant END = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Busy() {}

    /** Each batch is an hour: a few of them reach from live data to the purge. */
    static Batch batch(long sequence) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        Instant time = START.plus(Duration.ofHours(8 * sequence)).plusSeconds(300L * i);
        samples.add(Contract.sample("load", time, List.of("k" + i % 4), "v", sequence * 0.5 + i));
      }
      Instant start = START.plus(Duration.ofHours(8 * sequence)).minusSeconds(900);
      Summary summary = new Summary(1, 2, 8, 5, start, start.plusSeconds(7));
      Bucket bucket =
          new Bucket(
              "load",
              start,
              Duration.ofMinutes(15),
              Map.of(),
              List.of(new Totals(List.of("k1"), 5, Map.of("v", summary))));
      return new Batch(
          "here",
          new Delivery(Contract.BOOT, sequence),
          samples,
          Map.of(),
          List.of(),
          null,
          // Without a bucket, a batch goes through the journal.
          sequence % 3 == 0 ? List.of(bucket) : List.of(),
          null);
    }

    /** What becomes one row is two; a quarter of as many rows is of hours that are archived. */
    static final int LATE_ROWS = ROWS + ROWS / 4;

    /**
     * Of each two batches the later comes first, and of its rows the latest; each in two halves.
     */
    private static Batch late(long sequence) {
      List<Sample> samples = new ArrayList<>();
      for (int i = ROWS - 1; i >= 0; i--) {
        Instant time = START.plus(Duration.ofHours(8 * (sequence ^ 1))).plusSeconds(300L * i);
        List<String> key = List.of("k" + i % 4);
        samples.add(Contract.sample("load", time, key, "v", sequence * 0.5 + i));
        samples.add(Contract.sample("load", time, key, "w", sequence + i));
        if (i % 4 == 0) {
          Instant old = START.minus(Duration.ofDays(10)).plus(Duration.ofHours(8 * sequence));
          samples.add(Contract.sample("load", old.plusSeconds(300L * i + 1), key, "v", i, "w", i));
        }
      }
      Delivery delivery = new Delivery(Contract.BOOT, sequence);
      return new Batch("late", delivery, samples, Map.of(), List.of());
    }

    /** What is sent under a number. */
    static List<Batch> batches(long sequence) {
      return List.of(batch(sequence), late(sequence));
    }

    private static void checkpoint(Database database) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CHECKPOINT");
      } catch (SQLException e) {
        // DuckDB has none while others write; there is always a next time.
        System.err.println("no checkpoint: " + e.getMessage());
      }
    }

    public static void main(String[] arguments) {
      StorageConfig config = StorageConfig.of(arguments[0]);
      Database database = StatementKillTest.Doomed.open(config);
      SqlStorage storage = new SqlStorage(database, config, new HandClock(END));
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                while (true) {
                  storage.lifeCycle().archive(LifeCycle.Scope.ALL, END, step -> {});
                  storage.lifeCycle().purge(LifeCycle.Scope.ALL, END, step -> {});
                  storage.fold();
                  checkpoint(database);
                }
              });
      for (long sequence = Long.parseLong(arguments[1]); ; sequence++) {
        if (sequence % 2 == 0) {
          storage.acceptAll(batches(sequence));
        } else {
          batches(sequence).forEach(storage::accept);
        }
        System.out.println("ack " + sequence);
      }
    }
  }
}
