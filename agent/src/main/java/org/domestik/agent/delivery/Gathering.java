// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.util.function.LongSupplier;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.jspecify.annotations.Nullable;

/**
 * The delivery that grows for as long as the server wants its agents to gather, and is in the spool
 * from its first sample on: a server of ten thousand agents cannot answer each script's run by
 * itself. It begins with a sample, so that each agent's time is its own. For one thread.
 */
final class Gathering {
  private final String host;
  private final Spool spool;
  private final Receiving server;
  private final LongSupplier ticks;
  private final int mostRows;

  private @Nullable SpoolEntry open;
  private long since;
  private int rows;
  private boolean isUrgent;

  /**
   * Of what is delivered of a host.
   *
   * @param ticks nanoseconds of a clock that never jumps
   * @param mostRows what a delivery has at most, but for one sample that has more
   */
  Gathering(String host, Spool spool, Receiving server, LongSupplier ticks, int mostRows) {
    this.host = host;
    this.spool = spool;
    this.server = server;
    this.ticks = ticks;
    this.mostRows = mostRows;
  }

  /** Takes what is to be sent, with times that are settled, into the spool. */
  void add(Outbox.Contents part) {
    int more = part.rows();
    SpoolEntry longer = open == null || rows + more > mostRows ? null : spool.extend(open, part);
    if (longer == null) {
      open = spool.add(host, part, true, false); // What gathered until here goes as it is.
      since = ticks.getAsLong();
      rows = 0;
      isUrgent = false;
    }
    rows += more;
    isUrgent |= part.isUrgent();
  }

  /** For how long it may still grow, in milliseconds; {@link Long#MAX_VALUE} if there is none. */
  long millisLeft() {
    if (open == null) {
      return Long.MAX_VALUE;
    }
    long asked = isUrgent ? 0 : server.gatherSeconds() * 1_000L;
    return Math.max(0, asked - (ticks.getAsLong() - since) / 1_000_000);
  }

  /** Whether this is the delivery that grows. */
  boolean has(SpoolEntry entry) {
    return open != null && open.first() == entry.first();
  }

  /** From here on the server may know it, so it stays as it is. */
  void end() {
    open = null;
  }
}
