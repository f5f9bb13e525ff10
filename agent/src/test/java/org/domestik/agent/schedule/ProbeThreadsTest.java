// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeThreadsTest {
  private static final int MANY = 20;

  private final ProbeThreads threads = new ProbeThreads();

  private CompletableFuture<Thread> at(long due, Runnable work) {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Future<?> _ =
        threads.at(
            due,
            () -> {
              work.run();
              thread.complete(Thread.currentThread());
            });
    return thread;
  }

  @Test
  void noRunWaitsForAnother() throws Exception {
    CyclicBarrier all = new CyclicBarrier(MANY);
    List<CompletableFuture<Thread>> runs = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      runs.add(
          at(
              System.nanoTime(),
              () -> {
                try {
                  all.await(60, TimeUnit.SECONDS); // Nobody goes on before all are there.
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (CompletableFuture<Thread> run : runs) {
      assertThat(run.get(60, TimeUnit.SECONDS).isDaemon()).isTrue();
    }
  }

  @Test
  void runsOneAfterTheOtherShareAThread() throws Exception {
    Thread first = at(System.nanoTime(), () -> {}).get(60, TimeUnit.SECONDS);
    while (first.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait(); // Until it is idle.
    }
    assertThat(at(System.nanoTime(), () -> {}).get(60, TimeUnit.SECONDS)).isSameAs(first);
  }

  @Test
  void nothingRunsBeforeItsTime() throws Exception {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
    long[] ran = new long[1];
    at(due, () -> ran[0] = System.nanoTime()).get(60, TimeUnit.SECONDS);
    assertThat(ran[0]).isGreaterThanOrEqualTo(due);
  }

  @Test
  void whatIsCancelledDoesNotRun() throws Exception {
    List<String> ran = new ArrayList<>();
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    threads.at(due, () -> ran.add("cancelled")).cancel(false);
    at(due, () -> ran.add("kept")).get(60, TimeUnit.SECONDS);
    assertThat(ran).containsExactly("kept");
  }
}
