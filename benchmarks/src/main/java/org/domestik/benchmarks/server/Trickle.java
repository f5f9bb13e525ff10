// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.side.Side;

/**
 * Senders that each send at a fixed pace until they are stopped, whatever else goes on.
 *
 * <p>An answer's time counts from when the request was due: who is held up by one slow answer sends
 * the next ones late, and that is part of their time.
 */
final class Trickle implements AutoCloseable {
  private final Side side;
  private final Fleet fleet;
  private final int senders;
  private final int steps;
  private final long everyNanos;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private int from;
  private long start;
  private volatile boolean stopped;

  /**
   * One request's times, in {@link System#nanoTime}.
   *
   * @param due when it should have been sent
   * @param end when its answer was there
   */
  record Answer(long due, long end) {
    double millis() {
      return (end - due) / 1e6;
    }
  }

  /**
   * Of a side.
   *
   * @param steps of the fleet's time in one request, which has all hosts of one sender
   */
  Trickle(Side side, Fleet fleet, int senders, int steps, int everyMillis) {
    this.side = side;
    this.fleet = fleet;
    this.senders = senders;
    this.steps = steps;
    this.everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMillis);
  }

  /** Begins; a sender's first request has that step of the fleet's time. */
  void start(int step) {
    Bodies bodies = new Bodies(fleet, senders, Integer.MAX_VALUE);
    from = step;
    start = System.nanoTime();
    for (int sender = 0; sender < senders; sender++) {
      int mine = sender;
      long first = start + everyNanos * sender / senders;
      threads.add(Thread.ofVirtual().start(() -> send(bodies, mine, first)));
    }
  }

  private void send(Bodies bodies, int sender, long first) {
    try (Load.Sender connection = side.connect(Format.LINES)) {
      for (int sent = 0; !stopped; sent++) {
        int step = from + sent * steps;
        Body body = bodies.lines(sender, step, step + steps).getFirst();
        long due = first + sent * everyNanos;
        long early = due - System.nanoTime();
        if (early > 0) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
        connection.send(body);
        answers.add(new Answer(due, System.nanoTime()));
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failures.add(e);
    }
  }

  /** The fleet's step up to which all is sent, if nobody is late. */
  int step() {
    return from + (int) ((System.nanoTime() - start) / everyNanos) * steps;
  }

  /** The answers so far. */
  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** Stops them and waits for the last answers; fails if one of them failed. */
  @Override
  public void close() throws IOException {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    Throwable failure = failures.peek();
    if (failure != null) {
      throw new IOException("a sender failed: " + failure, failure);
    }
  }
}
