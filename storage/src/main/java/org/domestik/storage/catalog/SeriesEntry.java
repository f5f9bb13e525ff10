// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.List;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.tail.Tail;
import org.domestik.storage.tail.TailMemory;

/** The number that stands for one host and key of a probe, and what is known of that series. */
public final class SeriesEntry {
  public final int id;

  /** Its newest rows. */
  public final Tail tail;

  /**
   * The latest time this server knows to be stored, in microseconds. Changed by the writing thread
   * alone, after the commit; what is later is new for sure where one server writes.
   */
  public volatile long last;

  /** The times of rows that are stored, or may be; the writing thread's own. */
  private final Taken taken;

  SeriesEntry(int id, long last, TailMemory memory) {
    this.id = id;
    this.last = last;
    taken = new Taken(last);
    tail = new Tail(memory, last);
  }

  /**
   * Whether no row of a time can be stored; one may be from now on. By the writing thread.
   *
   * <p>So whoever sends neighbouring rows in another order, as several connections do, needs no
   * look into the database either.
   *
   * @param isAlone whether nobody else writes, so that what was left out is still missing
   */
  public boolean claim(long micros, boolean isAlone) {
    if (!isAlone) {
      taken.takeUpTo(last);
    }
    return taken.take(micros);
  }

  /**
   * Notes that a row is durable now; by the writing thread.
   *
   * @param numbers the row's, in the order of the values
   */
  public void remember(List<ValueDescription> values, long micros, double[] numbers) {
    if (micros > last) {
      tail.add(values, last, micros, numbers);
      last = micros;
    } else {
      tail.forget(last);
    }
  }

  /** Notes that a row of a time is durable, but may be there already; by the writing thread. */
  public void doubt(long micros) {
    last = Math.max(last, micros);
    tail.doubt();
  }

  /** Notes whether it was there already. */
  public void settle(boolean came) {
    tail.settle(came, last);
  }

  /** Notes that a row of a time is durable that is not the next; by the writing thread. */
  public void forget(long micros) {
    last = Math.max(last, micros);
    tail.forget(last);
  }
}
