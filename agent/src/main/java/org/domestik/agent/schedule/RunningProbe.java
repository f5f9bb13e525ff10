// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.domestik.agent.machine.FileFault;
import org.domestik.agent.machine.Reading;
import org.domestik.agent.script.Script;
import org.domestik.agent.script.ScriptFile;
import org.domestik.agent.script.Workshop;
import org.domestik.agent.spool.Outbox;
import org.domestik.lua.LuaCost;
import org.domestik.lua.LuaFailure;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Run;
import org.domestik.model.Run.Outcome;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One script from its file's coming to its going: runs it when it is due, never twice at a time, on
 * a thread that nobody else needs, so that a run stuck in a native call costs nothing but that.
 */
public final class RunningProbe {
  private final Workshop workshop;
  private final ProbeThreads threads;
  private final double phase;
  private final EvenTimes times = new EvenTimes();
  private final Object lock = new Object();

  // Guarded by lock.
  private @Nullable ScriptFile wanted;
  private boolean closed;
  private boolean busy;
  private @Nullable Future<?> next;
  private int planned;
  private @Nullable Instant runningSince;
  private long runningFrom;

  // Of the thread that is busy with it; the lock passes them on to the next.
  private ScriptFile file;
  private @Nullable Script script;
  private @Nullable String compileError;
  private @Nullable Schedule schedule;
  private Duration period;
  private String probe;

  /** Knows the script; runs nothing before {@link #start}. */
  public RunningProbe(Workshop workshop, ProbeThreads threads, ScriptFile file) {
    this.workshop = workshop;
    this.threads = threads;
    this.file = file;
    this.wanted = file;
    this.probe = file.reportedName();
    this.period = workshop.config().every();
    // The same place on the grid after every restart, another for every host and script.
    this.phase = ((workshop.config().host() + file.script()).hashCode() & 0xffff) / 65536.0;
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
        Future<?> _ = threads.at(System.nanoTime(), this::closeScript);
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
    synchronized (lock) {
      Duration limit = file.longest(workshop.config()).plusSeconds(2);
      // Not by the machine's clock: setting that makes no run longer.
      long micros = (System.nanoTime() - runningFrom) / 1000;
      if (runningSince == null || micros < limit.toNanos() / 1000) {
        return null;
      }
      String error =
          file.script()
              + ": has been running for "
              + micros / 1_000_000
              + " s and"
              + " cannot be stopped: it waits in a call out of Lua. Other probes go on.";
      return new Run(probe, file.script(), Outcome.FAILED, error, runningSince, micros);
    }
  }

  /** What a thread does when it is due. */
  private void turn(int number) {
    synchronized (lock) {
      if (closed || number != planned) {
        return; // It was handed on already when that was changed.
      }
      busy = true;
    }
    long due = System.nanoTime() + period.toNanos(); // Should anything fail that nobody foresaw.
    try {
      load();
      due = runOnce();
    } finally {
      if (isOver(due)) {
        closeScript();
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

  private void load() {
    ScriptFile version;
    synchronized (lock) {
      version = wanted;
      wanted = null;
    }
    if (version == null && script == null && compileError == null) {
      version = file; // Its state was thrown away.
    }
    if (version == null) {
      return;
    }
    compileError = null;
    try {
      Script compiled = version.open(workshop);
      closeScript();
      script = compiled;
      if (schedule == null || !version.equals(file)) {
        schedule = null;
        workshop.outboxes().forget(version.script());
        workshop.clashes().release(version.script());
      }
      file = version;
    } catch (LuaFailure | BadInput e) {
      compileError = e.getMessage();
    } catch (IOException e) {
      compileError = version.script() + ": cannot be read: " + FileFault.of(e);
    }
    if (compileError != null && script != null) {
      compileError += "\nThe last version that compiled goes on running.";
    }
  }

  /** Runs the script and returns when to do so again. */
  private long runOnce() {
    Instant time = times.of(workshop.clock().instant(), period);
    long start = System.nanoTime();
    synchronized (lock) {
      runningSince = time;
      runningFrom = start;
    }
    Script run = script;
    Attempt attempt = attempt(time);
    synchronized (lock) {
      runningSince = null;
    }
    long end = System.nanoTime();
    Schedule timetable = schedule(start);
    if (attempt.outcome == Outcome.FAILED) {
      timetable.failed();
    } else {
      timetable.succeeded();
    }
    Outcome outcome =
        attempt.outcome == Outcome.FAILED && timetable.isQuarantined()
            ? Outcome.QUARANTINED
            : attempt.outcome;
    long micros = (end - start) / 1000;
    String error = attempt.error == null ? null : ByteText.readable(attempt.error);
    String printed = run == null ? "" : ByteText.readable(run.printed());
    workshop
        .outbox()
        .ran(
            new Run(
                probe,
                file.script(),
                outcome,
                error,
                time,
                micros,
                printed.isEmpty() ? null : printed),
            attempt.cost);
    return timetable.next(end);
  }

  private Schedule schedule(long start) {
    Schedule timetable = schedule;
    if (timetable == null) {
      timetable = new Schedule(period, start, phase);
      schedule = timetable;
    }
    return timetable;
  }

  private Attempt attempt(Instant time) {
    Script current = script;
    if (current == null) {
      return new Attempt(Outcome.FAILED, compileError, LuaCost.NONE);
    }
    try {
      List<Reading> readings = current.readings(time);
      probe = readings.isEmpty() ? probe : readings.getFirst().probe();
      return attempt(readings, current.leftOut(), current.cost());
    } catch (LuaFailure e) {
      LuaCost cost = current.cost();
      if (e.isStopped()) {
        closeScript(); // A state in which a limit was passed is not trusted again.
      }
      return new Attempt(Outcome.FAILED, located(String.valueOf(e.getMessage())), cost);
    } catch (BadInput e) {
      return new Attempt(Outcome.FAILED, e.getMessage(), current.cost());
    } catch (RuntimeException e) { // A fault of ours: seen on the screens, and harmless to others.
      return new Attempt(Outcome.FAILED, located("unexpected: " + e), current.cost());
    }
  }

  /** One reading that fails makes the run fail; the others are no worse for it. */
  private Attempt attempt(List<Reading> readings, @Nullable String left, LuaCost cost) {
    boolean kept = false;
    boolean unfit = false;
    String error = compileError;
    List<String> leftOut = new ArrayList<>();
    if (left != null) {
      leftOut.add(left);
    }
    for (Reading reading : readings) {
      try {
        kept |= keep(reading);
        String fault = reading.fault();
        if (fault != null) {
          unfit = true;
          leftOut.add(located(fault));
        }
      } catch (BadInput e) {
        error = error == null ? e.getMessage() : error;
      }
    }
    if (error == null && !leftOut.isEmpty()) {
      // What is stored all the same is no failure: that would end in fewer samples of it.
      Outcome outcome = kept ? Outcome.OK : unfit ? Outcome.FAILED : Outcome.NOTHING;
      return new Attempt(outcome, String.join("\n", leftOut), cost);
    }
    Outcome outcome = kept ? Outcome.OK : Outcome.NOTHING;
    return new Attempt(error == null ? outcome : Outcome.FAILED, error, cost);
  }

  /** Hands on the sample; false if there is none. */
  private boolean keep(Reading reading) {
    Sample sample = reading.sample();
    keepPeriod(reading.description());
    if (sample == null) {
      return false;
    }
    workshop.clashes().claim(file, reading.host(), sample);
    Outbox outbox = workshop.outboxes().of(reading.host());
    outbox.add(file.script(), sample, reading.description());
    return true;
  }

  /** Lua begins most messages with the file's name itself, but not those of a passed limit. */
  private String located(String message) {
    String prefix = file.script() + ":";
    return message.startsWith(prefix) ? message : prefix + " " + message;
  }

  private void keepPeriod(@Nullable ProbeDescription description) {
    Duration said =
        description == null || description.every() == null
            ? workshop.config().every()
            : description.every().estimate();
    if (!said.equals(period)) {
      period = said;
      schedule = null;
    }
  }

  private void closeScript() {
    if (script != null) {
      script.close();
      script = null;
    }
  }

  private record Attempt(Outcome outcome, @Nullable String error, LuaCost cost) {}
}
