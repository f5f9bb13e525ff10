// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import org.domestik.model.BadInput;

/** Hears of lines that cannot be read, in their order. */
@FunctionalInterface
public interface LineFaults {
  /** {@code line}: counted from 1. May throw the fault, which ends the reading. */
  void hear(int line, BadInput fault);
}
