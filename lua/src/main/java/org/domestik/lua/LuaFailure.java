// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

/** A script does not compile, raised an error or passed a limit; the message has file and line. */
public final class LuaFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean stopped;

  LuaFailure(String message, boolean stopped) {
    super(message);
    this.stopped = stopped;
  }

  /** Whether a limit was passed; the sandbox is then of no further use. */
  public boolean isStopped() {
    return stopped;
  }
}
