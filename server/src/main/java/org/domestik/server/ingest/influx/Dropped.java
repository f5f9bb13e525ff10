// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.influx;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.lines.LineFaults;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;

/** What of one request is not stored. A part that is read again is heard again. Not thread-safe. */
final class Dropped implements LineFaults {
  /** So many are named to the sender, and one of a kind everywhere else. */
  private static final int MOST_NAMED = 10;

  private final List<Count> kept = new ArrayList<>();
  private final List<Count> heard = new ArrayList<>();
  private final List<String> named = new ArrayList<>();
  private int namedBefore;

  private record Count(String source, Reason reason, long count, String example) {}

  @Override
  public void hear(int line, String source, Reason reason, BadInput fault) {
    drop(source, reason, 1, "line " + line + ": " + fault.getMessage());
  }

  @Override
  public void skipped(String source, Reason reason, long values) {
    add(heard, new Count(source, reason, values, "values that are no numbers"));
  }

  /** So many lines are not stored. */
  void drop(String source, Reason reason, long lines, String why) {
    add(heard, new Count(source, reason, lines, why));
    if (named.size() < MOST_NAMED) {
      named.add(why);
    }
  }

  private static void add(List<Count> counts, Count more) {
    for (int i = 0; i < counts.size(); i++) {
      Count count = counts.get(i);
      if (count.reason() == more.reason() && count.source().equals(more.source())) {
        counts.set(
            i,
            new Count(
                count.source(), count.reason(), count.count() + more.count(), count.example()));
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

  long lines() {
    return kept.stream().filter(it -> !it.reason().isSkipped()).mapToLong(Count::count).sum();
  }

  /** Whether all lines that were dropped were so for one reason. */
  boolean areAll(Reason reason) {
    return kept.stream().allMatch(it -> it.reason().isSkipped() || it.reason() == reason);
  }

  /** The first of them, one behind the other. */
  String message() {
    return String.join("; ", named);
  }

  void tell(LeftOut leftOut, Sender sender) {
    kept.forEach(it -> leftOut.add(it.source(), sender, it.reason(), it.count(), it.example()));
  }
}
