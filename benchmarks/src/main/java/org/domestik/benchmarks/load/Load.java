// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.domestik.benchmarks.measure.Quantiles;

/**
 * What came of sending.
 *
 * @param rows that were acknowledged
 * @param seconds from the first request to the last answer
 * @param millis each request's time to its answer
 */
public record Load(long rows, double seconds, Quantiles millis) {

  /** One sender's own way to deliver. */
  public interface Sender extends AutoCloseable {
    void send(Body body) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Connects a sender. */
  public interface SenderSource {
    Sender connect() throws IOException;
  }

  /** Sends all, one thread a sender; the first failure ends it. */
  public static Load run(List<List<Body>> senders, SenderSource source) throws IOException {
    long rows = senders.stream().flatMap(List::stream).mapToLong(Body::rows).sum();
    List<Queue<Body>> queues = new ArrayList<>();
    senders.forEach(bodies -> queues.add(new ArrayDeque<>(bodies)));
    return run(queues, rows, source);
  }

  /** Has so many senders take the next of one queue each time: neighbours overtake each other. */
  public static Load shared(List<Body> bodies, int senders, SenderSource source)
      throws IOException {
    long rows = bodies.stream().mapToLong(Body::rows).sum();
    return run(Collections.nCopies(senders, new ConcurrentLinkedQueue<>(bodies)), rows, source);
  }

  private static Load run(List<Queue<Body>> senders, long rows, SenderSource source)
      throws IOException {
    ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(senders.size());
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (Queue<Body> bodies : senders) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Sender sender = source.connect()) {
                      ready.countDown();
                      go.await();
                      for (Body body = bodies.poll(); body != null; body = bodies.poll()) {
                        long before = System.nanoTime();
                        sender.send(body);
                        millis.add((System.nanoTime() - before) / 1e6);
                      }
                    } catch (IOException | InterruptedException | RuntimeException e) {
                      failures.add(e);
                      ready.countDown();
                    }
                  }));
    }
    try {
      ready.await();
      long before = System.nanoTime();
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      double seconds = (System.nanoTime() - before) / 1e9;
      Throwable failure = failures.peek();
      if (failure != null) {
        throw new IOException("a sender failed: " + failure, failure);
      }
      return new Load(rows, seconds, Quantiles.of(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
