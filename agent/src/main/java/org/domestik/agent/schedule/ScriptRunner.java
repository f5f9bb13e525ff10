// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.Script;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.lua.LuaCost;
import org.domestik.lua.LuaFailure;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.domestik.model.FileFault;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.Run.Outcome;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Runs one script, version after version: compiles it, runs it once when told to, puts what it gave
 * into the outboxes, and says when to run it again. For one thread at a time, but for {@link
 * #stuck}.
 */
final class ScriptRunner {
  private final ScriptContext context;
  private final double phase;
  private final ScriptLog log;
  private final EvenTimes times = new EvenTimes();
  private ScriptFile file;
  private @Nullable Script script;
  private @Nullable String compileError;

  /** The version that could not be read: what keeps it from that need not change the file. */
  private @Nullable ScriptFile unread;

  private @Nullable Schedule schedule;
  private Duration period;
  private String probe;
  private volatile @Nullable Started started;

  /** The run that goes on. */
  private record Started(ScriptFile file, String probe, Instant time, long ticks) {}

  ScriptRunner(ScriptContext context, ScriptFile file, Log log) {
    this.log = new ScriptLog(log);
    this.context = context;
    this.file = file;
    this.probe = file.reportedName();
    this.period = context.config().every().estimate();
    // The same place on the grid after every restart, another for every host and script.
    this.phase = ((context.config().host() + file.script()).hashCode() & 0xffff) / 65536.0;
  }

  /** A period after a time, both counted as {@link System#nanoTime} does. */
  long afterPeriod(long ticks) {
    return ticks + period.toNanos();
  }

  /**
   * The run that has not ended in its time and is stuck where it cannot be stopped, or null. Safe
   * for use by any thread.
   */
  @Nullable Run stuck() {
    Started run = started;
    if (run == null) {
      return null;
    }
    Duration limit = run.file().longest(context.config()).plusSeconds(2);
    // Not by the machine's clock: setting that makes no run longer.
    long micros = (System.nanoTime() - run.ticks()) / 1000;
    if (micros < limit.toNanos() / 1000) {
      return null;
    }
    String error =
        run.file().script()
            + ": has been running for "
            + micros / 1_000_000
            + " s and"
            + " cannot be stopped: it waits in a call out of Lua. Other probes go on.";
    return new Run(run.probe(), run.file().script(), Outcome.FAILED, error, run.time(), micros);
  }

  /**
   * Compiles a version; the one before goes on where that fails.
   *
   * @param wanted null for the one there is, which is compiled anew only if its state is gone, or
   *     if it could not be read
   */
  void load(@Nullable ScriptFile wanted) {
    ScriptFile version = wanted == null ? unread : wanted;
    if (version == null && script == null && compileError == null) {
      version = file; // Its state was thrown away.
    }
    if (version == null) {
      return;
    }
    compileError = null;
    unread = null;
    try {
      Script compiled = version.open(context);
      close();
      script = compiled;
      if (schedule == null || !version.equals(file)) {
        schedule = null;
        log.changed();
        context.outboxes().forget(version.script());
        context.claims().release(version.script());
      }
      file = version;
    } catch (LuaFailure | BadInput e) {
      compileError = e.getMessage();
    } catch (IOException e) {
      compileError = version.script() + ": cannot be read: " + FileFault.of(e);
      unread = version;
    }
    if (compileError != null && script != null) {
      compileError += "\nThe last version that compiled goes on running.";
    }
  }

  /** Runs the script and returns when to do so again. */
  long run() {
    Instant time = times.of(context.clock().instant(), period);
    long start = System.nanoTime();
    started = new Started(file, probe, time, start);
    Script current = script;
    Attempt attempt = attempt(time);
    started = null;
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
    log.ran(file.script(), outcome, error);
    String printed = current == null ? "" : ByteText.readable(current.printed());
    context
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
        close(); // A state in which a limit was passed is not trusted again.
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
    context.claims().claim(file, reading.host(), sample);
    Outbox outbox = context.outboxes().of(reading.host());
    outbox.add(file.script(), sample, reading.description());
    return true;
  }

  /** Lua begins most messages with the file's name itself, but not those of a passed limit. */
  private String located(String message) {
    String prefix = file.script() + ":";
    return message.startsWith(prefix) ? message : prefix + " " + message;
  }

  private void keepPeriod(@Nullable ProbeDescription description) {
    Span every = description == null ? null : description.every();
    Duration described = (every == null ? context.config().every() : every).estimate();
    if (!described.equals(period)) {
      period = described;
      schedule = null;
    }
  }

  /** Ends it; the next run compiles it again. */
  void close() {
    if (script != null) {
      script.close();
      script = null;
    }
  }

  private record Attempt(Outcome outcome, @Nullable String error, LuaCost cost) {}
}
