// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.arrival;

import java.util.EnumMap;
import java.util.Map;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.jspecify.annotations.Nullable;

/** What of one request or moment is not stored. For one thread. */
public final class Dropped {
  private final Map<Reason, Left> left = new EnumMap<>(Reason.class);
  private @Nullable String first;
  private long count;

  private record Left(long count, String example) {
    Left plus(Left later) {
      return new Left(count + later.count, example);
    }
  }

  /** Counts something; {@code why} says what it is and what is wrong with it. */
  public void add(Reason reason, long more, String why) {
    left.merge(reason, new Left(more, why), Left::plus);
    if (!reason.isSkipped()) {
      count += more;
      first = first == null ? why : first;
    }
  }

  /** How many could not be stored; what is skipped by a rule is not among them. */
  public long count() {
    return count;
  }

  /** What is wrong with the first that could not; null: all could. */
  public @Nullable String fault() {
    return first;
  }

  /** Whether there is something, and all of it for one reason. */
  boolean areAll(Reason reason) {
    Left its = left.get(reason);
    return its != null && its.count == count;
  }

  void tell(LeftOut leftOut, Sender sender) {
    left.forEach(
        (reason, it) -> leftOut.add(sender.protocol(), sender, reason, it.count, it.example));
  }
}
