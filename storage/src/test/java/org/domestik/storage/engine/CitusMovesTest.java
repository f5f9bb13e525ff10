// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Distribution;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.StorageUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A worker is added and parts of the tables move to it and back, while samples and new probes come
 * and the jobs run: nothing is lost or doubled.
 *
 * <p>{@code DOMESTIK_CITUS_WORKER} is the address of a node with the extension that the coordinator
 * does not know, such as {@code 127.0.0.1:5604}.
 */
@EnabledIfEnvironmentVariable(
    named = CitusMovesTest.WORKER,
    matches = ".+:\\d+",
    disabledReason =
        "CITUS MOVES DID NOT RUN: no address of a further worker in DOMESTIK_CITUS_WORKER")
class CitusMovesTest extends Contract implements StoreUnderTest.OnCitus {
  static final String WORKER = "DOMESTIK_CITUS_WORKER";

  private static final int SENDERS = 3;
  private static final int ROUNDS = Integer.getInteger("domestik.moves", 2);
  private static final int ROWS = 10;
  private static final int NEW_PROBE_EVERY = 60;
  private static final int AGAIN_ONE_IN = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Instant START = NOW.minus(Duration.ofDays(400));

  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong refusedJobs = new AtomicLong();
  private final AtomicLong jobs = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Queue<String> reasons = new ConcurrentLinkedQueue<>();

  /** Delivers for two hosts at once, until it is told to end. */
  private final class Sender implements Runnable {
    private final int number;
    private final Random random;
    long acknowledged;

    Sender(int number) {
      this.number = number;
      random = new Random(number);
    }

    List<String> hosts() {
      return List.of("host" + number + "a", "host" + number + "b");
    }

    @Override
    public void run() {
      while (!ended.get()) {
        List<Batch> batches =
            hosts().stream().map(host -> delivered(host, acknowledged, samples())).toList();
        deliver(batches);
        if (random.nextInt(AGAIN_ONE_IN) == 0) {
          deliver(batches);
        }
        acknowledged++;
      }
    }

    private Sample[] samples() {
      Sample[] samples = new Sample[ROWS];
      for (int i = 0; i < ROWS; i++) {
        long row = acknowledged * ROWS + i;
        // Each second delivery is late, and in between.
        Instant time =
            START.plusSeconds(acknowledged % 2 == 0 ? 60 * row : 60 * (row - 2 * ROWS) + 30);
        samples[i] = sample(probe(acknowledged), time, List.of("k" + i % 3), "v", row);
      }
      return samples;
    }
  }

  private static String probe(long delivery) {
    return "moved" + delivery / NEW_PROBE_EVERY;
  }

  private void deliver(List<Batch> batches) {
    long begun = System.nanoTime();
    while (true) {
      try {
        storage.acceptAll(batches);
        return;
      } catch (StorageUnavailable e) {
        refused.incrementAndGet();
        reasons.add(String.valueOf(e.getMessage()).replaceAll("\\d{3,}", "N"));
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private void work() {
    while (!ended.get()) {
      try {
        archive();
        balances();
        jobs.incrementAndGet();
      } catch (StorageUnavailable e) {
        refusedJobs.incrementAndGet();
        reasons.add("job: " + String.valueOf(e.getMessage()).replaceAll("\\d{3,}", "N"));
      }
    }
  }

  @Test
  void nothingIsLostThoughPartsMove() throws Exception {
    storage.close();
    freshUrl(folder);
    url = StoreUnderTest.OnCitus.plainUrl();
    storage = SqlStorage.open(CitusStoreTest.spread(url, new Distribution(true, 8)), clock);
    String[] address = Objects.requireNonNull(System.getenv(WORKER)).split(":");
    String worker = "'" + address[0] + "', " + address[1];
    List<Sender> senders = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < SENDERS; number++) {
      senders.add(new Sender(number));
      threads.add(start(senders.getLast()));
    }
    threads.add(start(this::work));
    long moved = 0;
    try (Connection connection = DriverManager.getConnection(url);
        Statement coordinator = connection.createStatement()) {
      for (int round = 0; round < ROUNDS && failures.isEmpty(); round++) {
        insist(coordinator, "SELECT citus_add_node(" + worker + ")");
        insist(coordinator, "SELECT citus_rebalance_start(shard_transfer_mode := 'force_logical')");
        coordinator.execute("SELECT citus_rebalance_wait()");
        long there = placements(coordinator, address);
        assertThat(there).as("parts that moved to the new worker").isPositive();
        moved += there;
        String mode = round % 2 == 0 ? "block_writes" : "force_logical";
        insist(coordinator, "SELECT citus_drain_node(" + worker + ", '" + mode + "')");
        assertThat(placements(coordinator, address)).isZero();
        moved += there;
        insist(coordinator, "SELECT citus_remove_node(" + worker + ")");
      }
    } finally {
      ended.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failures).isEmpty();
    System.out.printf(
        "%d placements moved; %d deliveries of two hosts, %d put off, %d jobs, %d put off: %s%n",
        moved,
        senders.stream().mapToLong(it -> it.acknowledged).sum(),
        refused.get(),
        jobs.get(),
        refusedJobs.get(),
        reasons.stream().distinct().toList());
    senders.forEach(this::check);
  }

  private Thread start(Runnable work) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
  }

  /** Whoever moves parts has to wait for their users, and does it again. */
  private static void insist(Statement coordinator, String sql) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        coordinator.execute(sql);
        return;
      } catch (SQLException e) {
        System.out.println(sql + ": " + e.getMessage().lines().findFirst().orElse(""));
        if (attempt == 20) {
          throw e;
        }
        LockSupport.parkNanos(500_000_000);
      }
    }
  }

  private static long placements(Statement coordinator, String[] address) throws SQLException {
    try (ResultSet row =
        coordinator.executeQuery(
            "SELECT count(*) FROM citus_shards WHERE citus_table_type = 'distributed'"
                + " AND nodename = '%s' AND nodeport = %s".formatted(address[0], address[1]))) {
      row.next();
      return row.getLong(1);
    }
  }

  private void check(Sender sender) {
    for (String host : sender.hosts()) {
      long rows = sender.acknowledged * ROWS;
      assertThat(
              balances().stream()
                  .filter(it -> it.host().equals(host))
                  .mapToLong(it -> it.accepted())
                  .sum())
          .as(host)
          .isEqualTo(rows);
      double sum = 0;
      for (long number = 0; number <= sender.acknowledged / NEW_PROBE_EVERY; number++) {
        String view = "domestik.probe_moved" + number;
        if (storage.descriptions().containsKey("moved" + number)) {
          sum += sum("SELECT sum(v) FROM " + view + " WHERE host = '" + host + "'");
          sum +=
              sum(
                  "SELECT sum(v_avg * samples) FROM "
                      + view
                      + "_archive WHERE host = '"
                      + host
                      + "'");
        }
      }
      assertThat(sum).as(host).isCloseTo(rows * (rows - 1) / 2.0, within(0.5));
    }
    storage.lifeCycle().verify(Scope.ALL);
  }

  private double sum(String sql) {
    Object sum = storage.select(sql, 1).rows().getFirst().getFirst();
    return sum instanceof Number number ? number.doubleValue() : 0;
  }
}
