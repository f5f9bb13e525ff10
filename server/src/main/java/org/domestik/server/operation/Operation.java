// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.util.Locale;
import java.util.Optional;

/** What can be asked of the stored data as a whole. */
public enum Operation {
  ARCHIVE,
  PURGE,
  PLAN,
  VERIFY,
  /** Takes note of what {@link #VERIFY} tells, which goes on from what is there. */
  ACKNOWLEDGE,
  LEAKS,
  RETIRE,
  UNRETIRE,
  /** Says what {@link #DELETE} would remove. */
  DELETION,
  DELETE;

  /** The word used on the command line and in the path. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it changes anything. */
  public boolean changes() {
    return this == ARCHIVE
        || this == PURGE
        || this == ACKNOWLEDGE
        || this == DELETE
        || isOnOneHost() && this != DELETION;
  }

  /** Whether the audit tells who had it done. */
  public boolean isNoted() {
    return this == ACKNOWLEDGE || isOnOneHost() && this != DELETION;
  }

  /** Whether it is about one host, by name, and all of its probes. */
  public boolean isOnOneHost() {
    return this == RETIRE || this == UNRETIRE || this == DELETION || this == DELETE;
  }

  /** The operation of that word. */
  public static Optional<Operation> of(String word) {
    for (Operation operation : values()) {
      if (operation.word().equals(word)) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }
}
