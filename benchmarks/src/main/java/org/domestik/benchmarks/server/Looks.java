// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.side.Side;
import org.jspecify.annotations.Nullable;

/** Somebody who looks at a day of one series again and again while other things go on. */
final class Looks implements AutoCloseable {
  private static final Duration DAY = Duration.ofDays(1);

  private final Side side;
  private final Fleet fleet;
  private final IntSupplier step;
  private final long everyMillis;
  private final List<Double> millis = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  /**
   * A look begins so long after the one before has ended.
   *
   * @param step of the fleet's time, at which the day ends
   */
  Looks(Side side, Fleet fleet, IntSupplier step, long everyMillis) {
    this.side = side;
    this.fleet = fleet;
    this.step = step;
    this.everyMillis = everyMillis;
    this.thread = Thread.ofVirtual().start(this::look);
  }

  private void look() {
    try {
      for (int look = 0; !stopped; look++) {
        String host = fleet.host(look % fleet.hosts());
        Instant to = fleet.time(step.getAsInt());
        long before = System.nanoTime();
        side.read(host, fleet.key(look % fleet.keys()), to.minus(DAY), to);
        millis.add((System.nanoTime() - before) / 1e6);
        TimeUnit.MILLISECONDS.sleep(everyMillis);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  /** How long each look took. */
  List<Double> millis() {
    return List.copyOf(millis);
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    Throwable because = failure;
    if (because != null) {
      throw new IOException("a look failed: " + because, because);
    }
  }
}
