// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.loops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.benchmarks.embedded.EmbeddedStore;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.Storage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Group commit: batches of forty rows until they are durable on DuckDB, from one sender and from
 * eight, whose batches share an fsync.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CommitBenchmark.ROWS)
public class CommitBenchmark {
  static final int ROWS = 40;

  private static final int HOSTS = 64;
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final Fleet FLEET = new Fleet(HOSTS, ROWS, START, 1);

  /** The store all senders write to. */
  @State(Scope.Benchmark)
  public static class Store {
    private final AtomicInteger senders = new AtomicInteger();
    private final Path folder;
    private final Storage storage;

    public Store() {
      try {
        folder = Files.createTempDirectory("domestik-commit-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // The clock is far ahead of what the senders will have said by the end.
      storage =
          EmbeddedStore.open(
              folder.resolve("samples.duckdb"),
              EmbeddedStore.policy("1 day", "1 hour", "1 month"),
              InstantSource.fixed(START.plusSeconds(100_000_000)));
    }

    @TearDown
    public void close() throws IOException {
      storage.close();
      Disk.remove(folder);
    }
  }

  /** One host, a sample a second of its own time. */
  @State(Scope.Thread)
  public static class Sender {
    private final UUID boot = UUID.randomUUID();
    private int host;
    private int step;

    @Setup
    public void join(Store store) {
      host = store.senders.getAndIncrement() % HOSTS;
    }

    Batch next() {
      Sample sample = new Sample(Fleet.PROBE, FLEET.time(step), FLEET.rows(host, step));
      Delivery delivery = new Delivery(boot, step++);
      return new Batch(FLEET.host(host), delivery, List.of(sample), Map.of(), List.of());
    }
  }

  @Benchmark
  public Object oneSender(Store store, Sender sender) {
    return store.storage.accept(sender.next());
  }

  @Benchmark
  @Threads(8)
  public Object eightSenders(Store store, Sender sender) {
    return store.storage.accept(sender.next());
  }
}
