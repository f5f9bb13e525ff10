// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.domestik.lua.LuaCost;
import org.domestik.lua.LuaFailure;
import org.domestik.lua.LuaSandbox;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Run;
import org.domestik.model.Run.Outcome;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Runs one script on a thread of its own, so that one stuck in a native call costs nothing but that
 * thread.
 */
final class ProbeThread {
  private final Workshop workshop;
  private final Thread thread;
  private final double phase;
  private final EvenTimes times = new EvenTimes();
  private final Object lock = new Object();

  // Guarded by lock.
  private @Nullable ScriptFile wanted;
  private boolean closed;
  private @Nullable Instant runningSince;
  private long runningFrom;

  // The thread's own.
  private ScriptFile file;
  private @Nullable Script script;
  private @Nullable String compileError;
  private @Nullable Schedule schedule;
  private Duration period;
  private String probe;

  ProbeThread(Workshop workshop, ScriptFile file) {
    this.workshop = workshop;
    this.file = file;
    this.wanted = file;
    this.probe = file.reportedName();
    this.period = workshop.config().every();
    // The same place on the grid after every restart, another for every host and script.
    this.phase = ((workshop.config().host() + file.script()).hashCode() & 0xffff) / 65536.0;
    this.thread = new Thread(null, this::work, "probe " + file.script(), LuaSandbox.STACK_BYTES);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Runs this version from now on, at once for the first time. */
  void replace(ScriptFile version) {
    synchronized (lock) {
      wanted = version;
      lock.notifyAll();
    }
  }

  /** Ends the thread after the run that may be going on; does not wait for it. */
  void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  /** The run that has not ended in its time and is stuck where it cannot be stopped, or null. */
  @Nullable Run stuck() {
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

  private void work() {
    long due = System.nanoTime();
    while (await(due)) {
      load();
      due = runOnce();
    }
    closeScript();
  }

  /** Waits until it is time, or until there is a new version; false once closed. */
  private boolean await(long due) {
    synchronized (lock) {
      try {
        for (long left = due - System.nanoTime();
            left > 0 && !closed && wanted == null;
            left = due - System.nanoTime()) {
          lock.wait(left / 1_000_000 + 1);
        }
      } catch (InterruptedException e) {
        closed = true;
      }
      return !closed;
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
        workshop.outbox().forget(version.script());
        workshop.clashes().release(version.script());
      }
      file = version;
    } catch (LuaFailure | BadInput e) {
      compileError = e.getMessage();
    } catch (IOException e) {
      compileError = version.script() + ": cannot be read: " + e;
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
    Attempt attempt = attempt(time);
    synchronized (lock) {
      runningSince = null;
    }
    long end = System.nanoTime();
    Schedule timetable = schedule(start);
    if (attempt.error == null) {
      timetable.succeeded();
    } else {
      timetable.failed();
    }
    Outcome outcome =
        attempt.outcome == Outcome.FAILED && timetable.isQuarantined()
            ? Outcome.QUARANTINED
            : attempt.outcome;
    long micros = (end - start) / 1000;
    Run run = new Run(probe, file.script(), outcome, attempt.error, time, micros);
    workshop.outbox().ran(run, attempt.cost);
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
      Outcome outcome = Outcome.NOTHING;
      String error = compileError;
      List<Reading> readings = current.readings(time);
      probe = readings.isEmpty() ? probe : readings.getFirst().probe();
      for (Reading reading : readings) {
        try {
          outcome = keep(reading) ? Outcome.OK : outcome;
        } catch (BadInput e) {
          // Those for other probes are no worse for it.
          error = error == null ? e.getMessage() : error;
        }
      }
      return new Attempt(error == null ? outcome : Outcome.FAILED, error, current.cost());
    } catch (LuaFailure e) {
      LuaCost cost = current.cost();
      if (e.isStopped()) {
        closeScript(); // A state in which a limit was passed is not trusted again.
      }
      return new Attempt(Outcome.FAILED, located(String.valueOf(e.getMessage())), cost);
    } catch (BadInput e) {
      return new Attempt(Outcome.FAILED, e.getMessage(), current.cost());
    }
  }

  /** Hands on the sample; false if there is none. */
  private boolean keep(Reading reading) {
    Sample sample = reading.sample();
    keepPeriod(reading.description());
    if (sample == null) {
      return false;
    }
    workshop.clashes().claim(file, sample);
    workshop.outbox().add(file.script(), sample, reading.description());
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
