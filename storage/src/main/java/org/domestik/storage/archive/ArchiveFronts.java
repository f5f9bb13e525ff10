// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.storage.catalog.KnownProbe;

/**
 * Where a host's archive of a probe ends and its live data begins, where that is sure: of what was
 * acknowledged, no row before the front is live, and no bucket begins at it or later. Then buckets
 * before it and live rows from it on are all there is, whatever the tables do not have yet.
 *
 * <p>An archive run moves the front; a late row or a bucket that an agent made takes it away until
 * the next run. For a database that only this process writes to. Safe for use by several threads.
 */
public final class ArchiveFronts {
  /** Not a time: it is not sure where the front is. */
  public static final long NONE = Long.MIN_VALUE;

  private final Map<SeriesOwner, Front> fronts = new ConcurrentHashMap<>();

  /**
   * A front.
   *
   * @param time in microseconds; {@link #NONE}: it is not sure
   * @param coming where an archive run moves it
   * @param changes counts what came that belongs before {@code coming}
   */
  private record Front(long time, long coming, long changes) {}

  /** The front, in microseconds; {@link #NONE} where it is not sure. */
  public long of(KnownProbe probe, int host) {
    Front front = fronts.get(new SeriesOwner(probe.id(), host));
    return front == null ? NONE : front.time;
  }

  /**
   * Says that an archive run moves what is before a time; before it brings the tables up to date.
   *
   * @param end exclusive, in microseconds
   * @return what {@link #advance} wants
   */
  public long begin(KnownProbe probe, int host, long end) {
    return fronts.merge(
            new SeriesOwner(probe.id(), host),
            new Front(NONE, end, 0),
            (old, it) -> new Front(old.time, Math.max(old.coming, it.coming), old.changes))
        .changes;
  }

  /**
   * Puts a front where there is none, unless something came since {@link #begin} that belongs
   * before the run's end.
   *
   * @param time the end of the latest bucket, before which nothing is live; {@link #NONE}: there is
   *     no bucket
   */
  public void find(KnownProbe probe, int host, long time, long changes) {
    fronts.computeIfPresent(
        new SeriesOwner(probe.id(), host),
        (_, it) ->
            it.time == NONE && it.changes == changes
                ? new Front(Math.max(time, NONE + 1), it.coming, changes)
                : it);
  }

  /**
   * Moves the front to a time. Where something came since {@link #begin} that belongs before, there
   * is none: buckets begin behind the former one now.
   */
  public void advance(KnownProbe probe, int host, long end, long changes) {
    fronts.computeIfPresent(
        new SeriesOwner(probe.id(), host),
        (_, it) ->
            it.changes == changes && it.coming == end
                ? new Front(end, end, changes)
                : new Front(NONE, it.coming, it.changes));
  }

  /**
   * Says that a row comes. Who makes it durable says so before, and once more before he answers: an
   * archive run in between has not seen it.
   *
   * @param micros its time
   */
  public void hear(KnownProbe probe, int host, long micros) {
    SeriesOwner owner = new SeriesOwner(probe.id(), host);
    Front front = fronts.get(owner);
    if (front != null && micros < front.coming) {
      fronts.computeIfPresent(
          owner,
          (_, it) -> new Front(micros < it.time ? NONE : it.time, it.coming, it.changes + 1));
    }
  }

  /** Likewise, of a bucket, wherever it stands. */
  public void hearBucket(KnownProbe probe, int host) {
    hear(probe, host, NONE);
  }
}
