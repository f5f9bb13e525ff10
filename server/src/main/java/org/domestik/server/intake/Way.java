// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import org.domestik.server.http.Routes;

/**
 * A protocol that senders speak: a folder below {@code ingest}, and a line where all are listed.
 */
public interface Way {

  /** Adds what it answers at the server's port. */
  default void addTo(Routes routes, Intake intake) {}

  /** Begins to listen where else it does, until that is closed. */
  default AutoCloseable start(Intake intake) {
    return () -> {};
  }
}
