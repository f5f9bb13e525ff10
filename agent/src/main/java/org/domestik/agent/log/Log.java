// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.log;

import java.io.PrintStream;
import java.time.InstantSource;
import org.domestik.model.log.Level;
import org.domestik.model.log.LogForm;

/**
 * The agent's log: one line an event; java.util.logging costs more memory than it is worth here.
 * Safe for use by many threads.
 */
public final class Log {
  private final Sink sink;
  private final String component;

  private static final class Sink {
    final PrintStream out;
    final InstantSource clock;
    volatile LogForm form = LogForm.TEXT;

    Sink(PrintStream out, InstantSource clock) {
      this.out = out;
      this.clock = clock;
    }
  }

  /** Writes to a stream, as text until {@link #form} says otherwise. */
  public Log(PrintStream out, InstantSource clock) {
    this(new Sink(out, clock), "agent");
  }

  private Log(Sink sink, String component) {
    this.sink = sink;
    this.component = component;
  }

  /** The same log, for a part of the agent. */
  public Log of(String part) {
    return new Log(sink, part);
  }

  /** Has this log, and those of all parts, written so from now on. */
  public void form(LogForm form) {
    sink.form = form;
  }

  /** Tells what happens when all is well. */
  public void info(String message) {
    line(Level.INFO, message);
  }

  /** Tells what somebody should look at. */
  public void warn(String message) {
    line(Level.WARN, message);
  }

  private void line(Level level, String message) {
    sink.out.println(sink.form.event(sink.clock.instant(), level, component, message, null));
  }
}
