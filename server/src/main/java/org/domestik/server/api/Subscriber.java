// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What one subscriber has yet to hear: the latest time of each topic, 1,000 topics at most. */
final class Subscriber {
  private static final int MAX_TOPICS = 1_000;

  private final Map<Topic, Instant> pending = new LinkedHashMap<>();
  private final Semaphore news = new Semaphore(0);

  /** A host's probe. */
  record Topic(String host, String probe) {}

  void offer(Topic topic, Instant time) {
    synchronized (pending) {
      if (pending.size() < MAX_TOPICS || pending.containsKey(topic)) {
        pending.merge(topic, time, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    wake();
  }

  void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  /** Waits for news, then a little longer for more; empty if there is none for a while. */
  Map<Topic, Instant> take(Duration patience, Duration pause) throws InterruptedException {
    if (news.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      Thread.sleep(pause); // So that a burst becomes one event a topic.
    }
    news.drainPermits();
    synchronized (pending) {
      Map<Topic, Instant> taken = new LinkedHashMap<>(pending);
      pending.clear();
      return taken;
    }
  }
}
