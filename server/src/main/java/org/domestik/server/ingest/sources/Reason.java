// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import java.util.Locale;

/** Why something that was sent is not stored. */
public enum Reason {
  /** A value that is a text: it is skipped, the rest is stored. */
  TEXT,
  /** A value that is not a number, or infinite: likewise. */
  NOT_FINITE,
  /** What cannot be read. */
  MALFORMED,
  /** A number beyond what can be stored. */
  TOO_LARGE,
  /** A time that is of another unit, or of no time at all. */
  TIME,
  /** A time far ahead of the server's clock. */
  EARLY,
  /** Nothing says which host it is of. */
  NO_HOST,
  /** A host that the sender may not deliver for. */
  NOT_ALLOWED,
  /** The store has no place for it, or no room. */
  UNFIT;

  /** As people and metrics read it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether only a value is left out, as a rule of the protocol, and nobody need act. */
  public boolean isSkipped() {
    return this == TEXT || this == NOT_FINITE;
  }
}
