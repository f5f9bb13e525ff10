// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what was sent and is not stored, by source, sender and reason, since the start. The
 * senders that were heard of least lately are forgotten when there are too many. Thread-safe.
 */
public final class LeftOut {
  private static final int MOST = 1_000;
  private static final int EXAMPLE = 300;

  private final InstantSource clock;
  private final LinkedHashMap<Place, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Kind, Long> sums = new TreeMap<>();

  private record Place(String source, String sender, Reason reason) {}

  /** What a sum is of: those of senders that were forgotten are part of it. */
  public record Kind(String source, Reason reason) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind that) {
      return Comparator.comparing(Kind::source).thenComparing(Kind::reason).compare(this, that);
    }
  }

  /**
   * What was left out of one source and sender for one reason.
   *
   * @param count values where they are {@linkplain Reason#isSkipped skipped}, else lines, points
   * @param last when it was the last time
   * @param example of the last time: which line, and what is wrong
   */
  public record Entry(
      String source, String sender, Reason reason, long count, Instant last, String example) {}

  public LeftOut(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds to a count; {@code example} says which line it was, and what is wrong with it. */
  public synchronized void add(
      String source, Sender sender, Reason reason, long count, String example) {
    Place place = new Place(source, sender.shown(), reason);
    Entry before = entries.get(place);
    String shown = example.length() > EXAMPLE ? example.substring(0, EXAMPLE) + "…" : example;
    entries.put(
        place,
        new Entry(
            source,
            place.sender(),
            reason,
            (before == null ? 0 : before.count()) + count,
            clock.instant(),
            shown));
    // Sources are the configuration's, so there are few sums.
    sums.merge(new Kind(source, reason), count, Long::sum);
    if (entries.size() > MOST) {
      entries.pollFirstEntry();
    }
  }

  /** All, the latest first. */
  public synchronized List<Entry> entries() {
    return entries.sequencedValues().reversed().stream().toList();
  }

  /** The counts by source and reason, of all senders. */
  public synchronized Map<Kind, Long> sums() {
    return new TreeMap<>(sums);
  }
}
