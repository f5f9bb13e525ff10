// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.server.config.LimitsConfig;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Faults;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.limit.Limits;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is behind, as senders see it. */
class IntakeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final UUID BOOT = UUID.fromString("6f1c0000-0000-4000-8000-000000000001");

  /** The common pool may have one thread, which others' tests hold. */
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  @TempDir Path data;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);
  private final ServerMetrics metrics = new ServerMetrics();
  private final BlockingQueue<Batch> heard = new LinkedBlockingQueue<>();
  private Storage storage;
  private Intake intake;

  /** Holds the store's writer until the test lets go. */
  private final class Holding extends Probe {
    Holding() {
      super("holding");
    }

    @Override
    public void newSample(ProbeContext context, String host, List<Row> rows, Instant time) {
      held.countDown();
      IntakeTest.await(free);
    }

    @Override
    public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
      return new LifeCycle.Step(host, name(), before, 0, 0);
    }

    @Override
    public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
      return archive(context, host, before);
    }

    @Override
    public List<List<String>> storedData(ProbeContext context, String host) {
      return List.of();
    }

    @Override
    public List<List<String>> archivedData(ProbeContext context, String host) {
      return List.of();
    }

    @Override
    public Series getStoredData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return new Series(List.of(), Map.of(), null);
    }

    @Override
    public Series getArchivedData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return new Series(List.of(), Map.of(), null);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Batch batch(String probe, long sequence) {
    Sample sample = new Sample(probe, NOW, List.of(Row.of(List.of(), Map.of("v", 1.0))));
    return new Batch("h", new Delivery(BOOT, sequence), List.of(sample), Map.of(), List.of());
  }

  @BeforeEach
  void open() {
    storage =
        SqlStorage.open(StorageConfig.of("duckdb:" + data.resolve("samples.duckdb")), () -> NOW);
    storage.register(new Holding());
    Limits quota = new Limits(LimitsConfig.DEFAULT, false, () -> NOW);
    intake = new Intake(storage, () -> NOW, IngestLimits.DEFAULT, quota, metrics, 0);
    intake.onNews(heard::add);
  }

  @AfterEach
  void close() {
    free.countDown();
    storage.close();
  }

  private static void isLater(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            StorageUnavailable.class, it -> assertThat(Faults.status(it)).isEqualTo(503));
  }

  private Batch nextNews() throws InterruptedException {
    Batch next = heard.poll(1, TimeUnit.MINUTES);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void whoIsAnsweredBeforeHisSamplesAreStoredIsToldLaterAndTheyAreStoredOnce() throws Exception {
    CompletableFuture<?> holder =
        CompletableFuture.supplyAsync(() -> storage.accept(batch("holding", 1)), THREADS);
    await(held);
    Batch agents = batch("load", 2);
    Batch lines = new Batch("other", null, agents.samples(), Map.of(), List.of());
    try (IngestGate.Turn turn = intake.turn("one", 1 << 20);
        IngestGate.Turn other = intake.turn("other", 1 << 20)) {
      isLater(() -> intake.accept(turn, Caller.ANYBODY, agents));
      isLater(() -> intake.store(other, Caller.ANYBODY, List.of(lines), 1));
    }
    assertThat(heard).isEmpty();
    free.countDown();
    holder.join();
    assertThat(List.of(nextNews(), nextNews())).containsExactlyInAnyOrder(agents, lines);
    try (IngestGate.Turn turn = intake.turnOfUnanswered("one", 1)) {
      assertThat(intake.accept(turn, Caller.ANYBODY, agents).duplicate()).isTrue();
    }
    assertThat(metrics.text(List.of()))
        .contains("domestik_batches_total{result=\"accepted\"} 2\n")
        .contains("domestik_batches_total{result=\"duplicate\"} 1\n")
        .contains("domestik_commit_seconds_count 3\n");
    assertThat(heard).isEmpty();
  }
}
