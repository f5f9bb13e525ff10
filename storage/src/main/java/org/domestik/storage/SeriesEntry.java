// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

/** The number that stands for one host and key of a probe. */
final class SeriesEntry {
  final int id;

  /**
   * The latest time this server knows to be stored, in microseconds. Changed by the writing thread
   * alone, after the commit; what is later is new for sure where one server writes.
   */
  volatile long last;

  /** Like {@link #last}, with the rows of the transaction under way; the writing thread's own. */
  long tentative;

  SeriesEntry(int id, long last) {
    this.id = id;
    this.last = last;
  }
}
