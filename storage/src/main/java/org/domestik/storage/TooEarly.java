// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;

/**
 * A batch is of the future by this server's clock, which may be the one that is wrong: nothing of
 * it is kept, and it may be sent again later.
 */
public final class TooEarly extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Instant latest;

  /** {@code latest}: what may come now. */
  public TooEarly(String message, Instant latest) {
    super(message);
    this.latest = latest;
  }

  /** The latest time that the store would have taken. */
  public Instant latest() {
    return latest;
  }
}
