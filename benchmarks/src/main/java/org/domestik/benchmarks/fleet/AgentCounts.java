// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.domestik.benchmarks.measure.Quantiles;
import org.jspecify.annotations.Nullable;

/** What all agents of a fleet did so far. Safe for use by many threads. */
final class AgentCounts {
  private static final int TOLD = 20;

  /** Rows that scripts gave. */
  final LongAdder offered = new LongAdder();

  /** Rows that the server answered for. */
  final LongAdder accepted = new LongAdder();

  /** Connections made, each with a handshake. */
  final LongAdder handshakes = new LongAdder();

  /** Those that an agent found closed when it had something to send. */
  final LongAdder closed = new LongAdder();

  /** Answers of 503 and the like: try again. */
  final LongAdder refused = new LongAdder();

  /** Requests, or attempts to connect, that got no answer. */
  final LongAdder failed = new LongAdder();

  /** Agents that have told of all they had before the server came back. */
  final AtomicInteger caughtUp = new AtomicInteger();

  /** Agents whose first delivery is there. */
  final AtomicInteger known = new AtomicInteger();

  /** For how many seconds the server asked its agents to gather, at last. */
  final AtomicInteger gather = new AtomicInteger();

  private final Map<String, Doing> doing = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private double[] millis = new double[1024];
  private int answers;

  /** What an agent did last that has had no answer since. */
  private record Doing(String what, long since) {

    @Override
    public String toString() {
      return "%.1f s ago: %s".formatted((System.nanoTime() - since) / 1e9, what);
    }
  }

  /** Notes what an agent begins, or what became of it. */
  void does(String agent, String what) {
    doing.put(agent, new Doing(what, System.nanoTime()));
  }

  /** It has its answer: nothing is to be told of it. */
  void isWell(String agent) {
    doing.remove(agent);
  }

  /** What some of those did last that have had no answer since. */
  String unwell() {
    return doing.entrySet().stream()
        .limit(TOLD)
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining("; "));
  }

  /** Notes an answer. */
  void answered(double took, int rows) {
    accepted.add(rows);
    synchronized (this) {
      if (answers == millis.length) {
        millis = Arrays.copyOf(millis, 2 * answers);
      }
      millis[answers++] = took;
    }
  }

  /** How long each answer took since this was asked last, in milliseconds. */
  synchronized Quantiles takeAnswers() {
    Quantiles all = Quantiles.of(Arrays.copyOf(millis, answers));
    answers = 0;
    return all;
  }

  /** Something that must not be: the run is worth nothing. */
  void broke(Throwable e) {
    fault.compareAndSet(null, e);
  }

  void check() {
    Throwable broken = fault.get();
    if (broken != null) {
      throw new IllegalStateException("an agent broke", broken);
    }
  }
}
