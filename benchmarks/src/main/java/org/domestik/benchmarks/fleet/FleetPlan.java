// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import org.domestik.benchmarks.load.Fleet;

/**
 * What all agents of a fleet go by. Times are nanoseconds of the system's. Safe for use by many
 * threads.
 */
final class FleetPlan {
  /** Of a minute's connections, the part that is cut and made anew. */
  private static final double CUTS_A_MINUTE = 0.05;

  private final Fleet fleet;
  private final PinnedServer server;
  private final Tempo tempo;
  private final long origin = System.nanoTime();
  private volatile long end = Long.MAX_VALUE;
  private volatile long back = Long.MAX_VALUE;

  FleetPlan(Fleet fleet, PinnedServer server, Tempo tempo) {
    this.fleet = fleet;
    this.server = server;
    this.tempo = tempo;
  }

  Fleet fleet() {
    return fleet;
  }

  PinnedServer server() {
    return server;
  }

  Tempo tempo() {
    return tempo;
  }

  /** How likely it is that a connection is cut before a request, for each run that it brings. */
  double cuts() {
    return CUTS_A_MINUTE / AgentSchedule.PROBES;
  }

  /** No script runs any more. */
  void endSampling() {
    end = System.nanoTime() - origin;
  }

  boolean isSampling(long time) {
    return time - origin < end;
  }

  /** The server is there again after an outage. */
  void serverIsBack() {
    back = System.nanoTime() - origin;
  }

  boolean isBack(long time) {
    return time - origin >= back;
  }

  /** When it came. */
  long back() {
    return origin + back;
  }
}
