// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.log;

import java.util.Locale;

/** How much a line of the log matters; {@code journal} is syslog's number for it. */
public enum Level {
  /** Something failed that should not have. */
  ERROR(3),
  /** Somebody should look at it. */
  WARN(4),
  /** What happens when all is well. */
  INFO(6),
  /** For who looks for a fault of Domestik's. */
  DEBUG(7);

  private final int journal;

  Level(int journal) {
    this.journal = journal;
  }

  int journal() {
    return journal;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
