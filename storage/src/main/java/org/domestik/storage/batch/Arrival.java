// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

/** A sample's rows on their way into a live table, and what became of them. */
public final class Arrival {
  public final JournaledRows rows;

  /** Whether all of them are known to be later than everything of their series before them. */
  public final boolean isNew;

  /** Whether something of them was not there before. */
  public boolean brought;

  public Arrival(JournaledRows rows, boolean isNew) {
    this.rows = rows;
    this.isNew = isNew;
  }
}
