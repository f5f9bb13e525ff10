// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.arrival;

import java.util.ArrayList;
import java.util.List;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.jspecify.annotations.Nullable;

/**
 * What of one request or moment is not stored. Of a part that is read again it is heard again. For
 * one thread.
 */
public final class Dropped {
  /** So many are named to the sender, and one of a kind everywhere else. */
  private static final int MOST_NAMED = 10;

  private final String otherwise;
  private final List<Count> kept = new ArrayList<>();
  private final List<Count> heard = new ArrayList<>();
  private final List<String> named = new ArrayList<>();
  private int namedBefore;

  private record Count(String source, Reason reason, long count, String example) {
    Count plus(long more) {
      return new Count(source, reason, count + more, example);
    }
  }

  /** {@code otherwise}: the source of what nobody says whose it is. */
  public Dropped(String otherwise) {
    this.otherwise = otherwise;
  }

  /** Counts something; {@code why} says what it is and what is wrong with it. */
  public void add(Reason reason, long more, String why) {
    add(otherwise, reason, more, why);
  }

  /** The same of what is known to be a source's. */
  public void add(String source, Reason reason, long more, String why) {
    add(heard, new Count(source, reason, more, why));
    if (!reason.isSkipped() && named.size() < MOST_NAMED && !named.contains(why)) {
      named.add(why);
    }
  }

  private static void add(List<Count> counts, Count more) {
    for (int i = 0; i < counts.size(); i++) {
      Count count = counts.get(i);
      if (count.reason() == more.reason() && count.source().equals(more.source())) {
        counts.set(i, count.plus(more.count()));
        return;
      }
    }
    counts.add(more);
  }

  /** What was heard of holds. */
  void keep() {
    heard.forEach(it -> add(kept, it));
    heard.clear();
    namedBefore = named.size();
  }

  /** What was heard of since will be heard again. */
  void forget() {
    heard.clear();
    named.subList(namedBefore, named.size()).clear();
  }

  /** How many could not be stored; what is skipped by a rule is not among them. */
  public long count() {
    return kept.stream().filter(it -> !it.reason().isSkipped()).mapToLong(Count::count).sum();
  }

  /** What is wrong with the first of those, one behind the other; null: all could be stored. */
  public @Nullable String fault() {
    return named.isEmpty() ? null : String.join("; ", named);
  }

  /** Whether some could not be stored, and all of them for one reason. */
  boolean areAll(Reason reason) {
    return count() > 0
        && kept.stream().allMatch(it -> it.reason().isSkipped() || it.reason() == reason);
  }

  void tell(LeftOut leftOut, Sender sender) {
    kept.forEach(it -> leftOut.add(it.source(), sender, it.reason(), it.count(), it.example()));
  }
}
