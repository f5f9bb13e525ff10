// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import org.domestik.model.BadInput;
import org.domestik.server.ingest.sources.Reason;

/** Hears of lines that cannot be stored, in their order. */
@FunctionalInterface
public interface LineFaults {
  /**
   * A line is left out. May throw the fault, which ends the reading.
   *
   * @param line counted from 1
   * @param source whose line it is, as far as that could be read
   */
  void hear(int line, String source, Reason reason, BadInput fault);

  /** So many values of a source were skipped; what else their lines have is stored. */
  default void skipped(String source, Reason reason, long values) {}
}
