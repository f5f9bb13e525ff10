// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Tells how far a command is, now and then: a timer's journal need not have each step. */
final class ProgressLine {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(2);

  private final String command;
  private final PrintStream err;
  private long told = System.nanoTime();

  ProgressLine(String command, PrintStream err) {
    this.command = command;
    this.err = err;
  }

  void tell(String what) {
    if (System.nanoTime() - told >= EVERY) {
      told = System.nanoTime();
      err.println(command + ": " + what);
    }
  }
}
