// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.tail;

import java.time.Duration;
import java.util.List;
import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/**
 * The newest live rows of one series, in memory: what screens ask for most.
 *
 * <p>It has every row of the series that is later than {@code since}, each of which the tables have
 * too, or the journal. It may be emptied at any time; the tables know it all. Safe for use by
 * several threads.
 */
public final class Tail {
  /** A day, and what a screen that follows it may lag behind. In microseconds. */
  private static final long SPAN = Duration.ofHours(25).toNanos() / 1000;

  /** Of less it is not worth the trouble. */
  private static final long LEAST_BYTES = 2 * TailMemory.BLOCK;

  private final TailMemory memory;
  private final PackedRows rows;
  private List<ValueDescription> columns = List.of();
  private long since;

  /** The time of the latest row it was given, or that it was told of. */
  private long latest;

  /** How many rows may have come, or not, that are not the next. */
  private int doubts;

  /** Counts how often it was emptied. */
  private long emptied;

  /** From this time on, all would not fit. */
  private long tooLong = Long.MIN_VALUE;

  /**
   * An empty tail.
   *
   * @param since the time of the last row that is stored already, in microseconds; -1: none is
   */
  public Tail(TailMemory memory, long since) {
    this.memory = memory;
    rows = new PackedRows(memory);
    this.since = since;
    latest = since;
  }

  /**
   * Adds a row that is later than all before it.
   *
   * @param before the time of the row before it; -1: there is none
   */
  public synchronized void add(
      List<ValueDescription> its, long before, long micros, double[] numbers) {
    latest = micros;
    if (memory.share() < LEAST_BYTES) {
      forget(micros);
      return;
    }
    if (!isOf(its)) {
      empty(before);
      columns = its;
    }
    if (!rows.add(micros, numbers)) {
      forget(micros);
      return;
    }
    long oldest = rows.oldest();
    while (oldest != PackedRows.NONE && (rows.bytes() > memory.share() || oldest < micros - SPAN)) {
      rows.removeOldest();
      since = oldest;
      oldest = rows.oldest();
    }
  }

  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a look.
  private boolean isOf(List<ValueDescription> its) {
    return columns == its || columns.equals(its);
  }

  /**
   * Empties it: something was stored that was not the next row.
   *
   * @param last the time of the series' latest row
   */
  public synchronized void forget(long last) {
    latest = Math.max(latest, last);
    empty(latest);
  }

  private void empty(long from) {
    rows.clear();
    since = from;
    tooLong = Long.MIN_VALUE;
    emptied++;
  }

  /** Gives no answer until it is {@linkplain #settle told} whether a row came that is not next. */
  public synchronized void doubt() {
    doubts++;
  }

  /** Ends a {@link #doubt}; empties it if such a row came. */
  public synchronized void settle(boolean came, long last) {
    doubts--;
    if (came) {
      forget(last);
    }
  }

  /**
   * Passes the rows of a span of time to a taker.
   *
   * @param from inclusive, in microseconds
   * @param to exclusive
   * @return false, and nothing is passed, unless all are here
   */
  public synchronized boolean read(
      List<ValueDescription> its, long from, long to, PackedRows.Taker taker) {
    if (doubts > 0 || from <= since || !rows.isEmpty() && !isOf(its)) {
      return false;
    }
    rows.read(from, to, taker);
    return true;
  }

  /** Rows of the tables that a tail does not have: all of a span of time. */
  public static final class Missing implements PackedRows.Taker {
    /** The span's first microsecond. */
    public final long from;

    /** The span's last microsecond. */
    public final long until;

    private final List<ValueDescription> columns;
    private final long emptied;
    private final long most;
    private final PackedRows rows;
    private boolean tooMuch;

    private Missing(
        List<ValueDescription> columns, long from, long until, long emptied, TailMemory memory) {
      this.columns = columns;
      this.from = from;
      this.until = until;
      this.emptied = emptied;
      most = memory.share();
      rows = new PackedRows(memory);
    }

    @Override
    public void take(long micros, double[] numbers) {
      if (!tooMuch && (rows.bytes() > most || !rows.add(micros, numbers))) {
        tooMuch = true;
        rows.clear();
      }
    }
  }

  /**
   * Begins to read from the tables what this lacks to start at a time; null if it would be too
   * much, or nothing.
   */
  public synchronized @Nullable Missing missing(List<ValueDescription> its, long from) {
    return doubts == 0
            && from <= since
            && from > tooLong
            && from > since - SPAN
            && memory.share() >= LEAST_BYTES
            && (rows.isEmpty() || isOf(its))
        ? new Missing(its, from, since, emptied, memory)
        : null;
  }

  /** Takes what was missing, unless it no longer is what is missing, or does not fit. */
  public synchronized void fill(Missing missing) {
    if (emptied != missing.emptied
        || since != missing.until
        || !rows.isEmpty() && !isOf(missing.columns)) {
      missing.rows.clear();
      return;
    }
    if (missing.tooMuch || rows.bytes() + missing.rows.bytes() > memory.share()) {
      missing.rows.clear();
      tooLong = missing.from;
      return;
    }
    rows.addBefore(missing.rows);
    columns = missing.columns;
    since = missing.from - 1;
  }
}
