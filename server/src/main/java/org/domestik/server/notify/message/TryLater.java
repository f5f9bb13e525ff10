// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import java.io.IOException;
import java.time.Duration;

/** The other side wants to be left alone for a time, and may take this message then. */
public final class TryLater extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  public TryLater(String message, Duration pause) {
    super(message);
    this.pause = pause;
  }

  /** How long it asks for; positive, and as long as it likes. */
  public Duration pause() {
    return pause;
  }
}
