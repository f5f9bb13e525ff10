// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import java.util.concurrent.Future;
import org.domestik.agent.log.Log;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.model.delivery.Run;
import org.jspecify.annotations.Nullable;

/**
 * One script from its file's coming to its going: has it run when it is due, never twice at a time,
 * on a thread that nobody else needs, so that a run stuck in a native call costs nothing but that.
 */
public final class RunningProbe {
  private final ProbeThreads threads;
  private final ScriptRunner runner; // Of the thread that is busy; the lock passes it on.
  private final Object lock = new Object();

  // Guarded by lock.
  private @Nullable ScriptFile wanted;
  private boolean closed;
  private boolean busy;
  private @Nullable Future<?> next;
  private int planned;

  /** Knows the script; runs nothing before {@link #start}. */
  public RunningProbe(ScriptContext context, ProbeThreads threads, ScriptFile file, Log log) {
    this.threads = threads;
    this.runner = new ScriptRunner(context, file, log);
    this.wanted = file;
  }

  /** Runs the script when it is due, from now on. */
  public void start() {
    synchronized (lock) {
      plan(System.nanoTime());
    }
  }

  /** Runs this version from now on, at once for the first time. */
  public void replace(ScriptFile version) {
    synchronized (lock) {
      wanted = version;
      plan(System.nanoTime());
    }
  }

  /** Ends it, after the run that may be going on; does not wait for that. */
  public void close() {
    synchronized (lock) {
      if (!closed && !busy) {
        cancelNext();
        Future<?> _ = threads.at(System.nanoTime(), runner::close);
      }
      closed = true;
    }
  }

  /** Has the next turn at a time rather than when it was to be; after the one that goes on. */
  private void plan(long due) {
    cancelNext();
    if (!busy && !closed) {
      int number = planned;
      next = threads.at(due, () -> turn(number));
    }
  }

  private void cancelNext() {
    planned++;
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  /** The run that has not ended in its time and is stuck where it cannot be stopped, or null. */
  public @Nullable Run stuck() {
    return runner.stuck();
  }

  /** What a thread does when it is due. */
  private void turn(int number) {
    ScriptFile version;
    synchronized (lock) {
      if (closed || number != planned) {
        return; // It was handed on already when that was changed.
      }
      busy = true;
      version = wanted;
      wanted = null;
    }
    long due = runner.afterPeriod(System.nanoTime()); // Should anything fail that nobody foresaw.
    try {
      runner.load(version);
      due = runner.run();
    } finally {
      if (isOver(due)) {
        runner.close();
      }
    }
  }

  /** Ends a turn and plans the next; true if there is to be none. */
  private boolean isOver(long due) {
    synchronized (lock) {
      busy = false;
      plan(wanted == null ? due : System.nanoTime());
      return closed;
    }
  }
}
