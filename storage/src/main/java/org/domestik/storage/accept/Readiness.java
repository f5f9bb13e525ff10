// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import org.domestik.storage.StorageUnavailable;

/** Sets the database up at first need, and again after each failure, so that it may come late. */
public final class Readiness {
  private final Runnable setUp;
  private volatile boolean ready;

  public Readiness(Runnable setUp) {
    this.setUp = setUp;
  }

  /** Returns when the database is set up, or throws {@link StorageUnavailable}. */
  public void ensure() {
    if (!ready) {
      synchronized (this) {
        if (!ready) {
          setUp.run();
          ready = true;
        }
      }
    }
  }
}
