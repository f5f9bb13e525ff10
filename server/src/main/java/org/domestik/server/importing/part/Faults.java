// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** Hears of what cannot be read of a file. */
@FunctionalInterface
public interface Faults {
  /** {@code place}: the file and the line or row. May throw the fault, which ends the import. */
  void hear(String place, BadInput fault);

  /** Likewise; what ends the import, or null. */
  default @Nullable BadInput end(String place, BadInput fault) {
    try {
      hear(place, fault);
      return null;
    } catch (BadInput e) {
      return e;
    }
  }
}
