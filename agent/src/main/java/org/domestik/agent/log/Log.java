// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.log;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The agent's log: one line an event; java.util.logging costs more memory than it is worth here.
 */
public final class Log {
  private final PrintStream out;
  private final InstantSource clock;

  /** Writes to a stream, a line a message. */
  public Log(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Tells what happens when all is well. */
  public void info(String message) {
    line("info", message);
  }

  /** Tells what somebody should look at. */
  public void warn(String message) {
    line("warn", message);
  }

  private void line(String level, String message) {
    out.println(
        clock.instant().truncatedTo(ChronoUnit.MILLIS) + " agent " + level + ": " + message);
  }
}
