// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Growth;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Terms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever for a store that is behind; what was left waiting is stored once. */
abstract class LateAnswersContract extends Contract {
  private static final String HOLDING = "holding";
  private static final Acceptance NEW = new Acceptance(1, false);

  /** The common pool may have one thread, which others' tests hold. */
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  private volatile CountDownLatch held = new CountDownLatch(1);
  private volatile CountDownLatch free = new CountDownLatch(1);
  private final AtomicBoolean isFaulty = new AtomicBoolean();
  private final Leaving leaving = new Leaving();
  private CompletableFuture<Acceptance> holder = new CompletableFuture<>();

  /** Waits for nothing. */
  private static final class Leaving implements Terms {
    final List<CompletableFuture<List<Acceptance>>> left = new ArrayList<>();

    @Override
    public void grow(Growth growth) {}

    @Override
    public long patience() {
      return 0;
    }

    @Override
    public void leave(CompletableFuture<List<Acceptance>> answers) {
      left.add(answers);
    }
  }

  /** Holds whoever writes its first sample until the test lets go. */
  private final class Holding extends Probe {
    Holding() {
      super(HOLDING);
    }

    @Override
    public void newSample(ProbeContext context, String host, List<Row> data, Instant time) {
      held.countDown();
      await(free);
      if (isFaulty.get()) {
        throw new IllegalStateException("pretended");
      }
    }

    @Override
    public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
      return new LifeCycle.Step(host, HOLDING, before, 0, 0);
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
    public Series getStoredData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return new Series(List.of(), Map.of(), null);
    }

    @Override
    public List<List<String>> archivedData(ProbeContext context, String host) {
      return List.of();
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

  private static Sample load(long second) {
    return sample("load", NOW.minusSeconds(1_000).plusSeconds(second), List.of(), "v", second);
  }

  /** The books know nothing of what a probe in Java keeps. */
  private long accepted() {
    return balances().stream().mapToLong(LifeCycle.Balance::accepted).sum();
  }

  private static Batch holding() {
    return batch("other", sample(HOLDING, NOW, List.of(), "v", 1));
  }

  @BeforeEach
  void register() {
    storage.accept(batch("here", load(0)));
    storage.register(new Holding());
  }

  /** The writer goes on when told to. */
  private void hold() {
    held = new CountDownLatch(1);
    free = new CountDownLatch(1);
    holder = CompletableFuture.supplyAsync(() -> storage.accept(holding()), THREADS);
    await(held);
  }

  @AfterEach
  void letGo() {
    free.countDown();
  }

  private void isLeft(Batch batch) {
    int before = leaving.left.size();
    assertThatThrownBy(() -> storage.acceptAll(List.of(batch), leaving))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("behind");
    assertThat(leaving.left).hasSize(before + 1);
    assertThat(leaving.left.getLast()).isNotDone();
  }

  @Test
  void whatWasLeftWaitingAndComesAgainIsStoredOnce() {
    hold();
    Batch known = delivered("here", 1, load(1));
    Batch ofNewHost = delivered("there", 1, load(2));
    isLeft(known);
    isLeft(ofNewHost);
    isLeft(known);
    isLeft(delivered("here", 1, load(3)));
    CompletableFuture<Acceptance> again =
        CompletableFuture.supplyAsync(() -> storage.accept(ofNewHost), THREADS);
    free.countDown();
    assertThat(holder.join()).isEqualTo(NEW);
    assertThat(again.join()).isEqualTo(Acceptance.REPEAT);
    assertThat(leaving.left.stream().map(CompletableFuture::join).map(List::getFirst))
        .containsExactly(NEW, NEW, Acceptance.REPEAT, new Acceptance(1, false, true));
    assertThat(storage.accept(known)).isEqualTo(Acceptance.REPEAT);
    assertThat(storage.accept(ofNewHost)).isEqualTo(Acceptance.REPEAT);
    assertThat(storage.accept(delivered("here", 1, load(3)))).isEqualTo(Acceptance.REPEAT);
    assertThat(accepted()).isEqualTo(4);
  }

  @Test
  void itsRepeatWaitsBehindNobody() {
    hold();
    Batch batch = delivered("here", 1, load(1));
    isLeft(batch);
    free.countDown();
    assertThat(leaving.left.getFirst().join()).containsExactly(NEW);
    hold();
    assertThat(storage.acceptAll(List.of(batch), leaving)).containsExactly(Acceptance.REPEAT);
  }

  @Test
  void afterADeletionItIsNoRepeat() {
    hold();
    Batch batch = delivered("here", 1, load(1));
    isLeft(batch);
    free.countDown();
    assertThat(leaving.left.getFirst().join()).containsExactly(NEW);
    storage.delete("here");
    assertThat(storage.accept(batch)).isEqualTo(NEW);
  }

  @Test
  void rowsWithoutNumbersAreStoredOnceToo() {
    hold();
    assertThatThrownBy(() -> storage.store(List.of(batch("here", load(1))), leaving))
        .isInstanceOf(StorageUnavailable.class);
    free.countDown();
    assertThat(leaving.left.getFirst().join()).hasSize(1);
    assertThat(storage.accept(batch("here", load(1)))).isEqualTo(Acceptance.NOTHING);
    assertThat(accepted()).isEqualTo(2);
  }

  @Test
  void whatFailsLateIsTriedAgain() {
    hold();
    Batch batch = delivered("there", 1, sample(HOLDING, NOW, List.of(), "v", 1));
    isLeft(batch);
    isFaulty.set(true);
    free.countDown();
    assertThat(leaving.left.getFirst()).failsWithin(Duration.ofMinutes(1));
    isFaulty.set(false);
    assertThat(storage.accept(batch)).isEqualTo(NEW);
  }

  @Test
  void thousandsWaitWithoutBeingTurnedAway() {
    hold();
    int senders = 2_000;
    for (int i = 1; i <= senders; i++) {
      Instant time = NOW.minusSeconds(1_000).plusMillis(100L * i);
      isLeft(delivered("here", i, sample("load", time, List.of(), "v", i)));
    }
    free.countDown();
    assertThat(leaving.left.stream().map(CompletableFuture::join).map(List::getFirst))
        .containsOnly(NEW);
    assertThat(accepted()).isEqualTo(1 + senders);
  }
}
