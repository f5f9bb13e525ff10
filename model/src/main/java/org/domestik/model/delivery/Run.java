// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a probe's script went.
 *
 * @param probe the server-side probe the script feeds
 * @param script the script's file name
 * @param error what went wrong, with file, line and traceback; of a run that is OK what was left
 *     out since it cannot be stored, mostly null
 * @param time when the run began
 * @param micros how long it took, in microseconds
 * @param output what the script printed, for its author; null if nothing
 */
public record Run(
    String probe,
    String script,
    Outcome outcome,
    @Nullable String error,
    Instant time,
    long micros,
    @Nullable String output) {

  /** The probe of what is told like a run and is of the agent itself. */
  public static final String AGENT = "agent";

  /** The script, of {@link #AGENT}, that says when the machine went to sleep last. */
  public static final String SLEEP = "sleep";

  /** A run that printed nothing. */
  public Run(
      String probe,
      String script,
      Outcome outcome,
      @Nullable String error,
      Instant time,
      long micros) {
    this(probe, script, outcome, error, time, micros, null);
  }

  /** Of no script: a machine that says beforehand that it goes to sleep. */
  public static Run sleep(Instant time) {
    return new Run(AGENT, SLEEP, Outcome.NOTHING, null, time, 0);
  }

  /** The same run, later by so much. */
  public Run later(Duration by) {
    return new Run(probe, script, outcome, error, time.plus(by), micros, output);
  }

  /** The same run, but no later than a time. */
  public Run until(Instant latest) {
    return time.isAfter(latest)
        ? new Run(probe, script, outcome, error, latest, micros, output)
        : this;
  }

  /** The kinds of end a run can have. */
  public enum Outcome {
    /** It returned values. */
    OK,
    /** There is nothing here to measure; not an error. */
    NOTHING,
    /** It failed this time and will be tried again at its next turn. */
    FAILED,
    /** It failed repeatedly and is tried less often until it succeeds. */
    QUARANTINED;

    /** The word used on the wire and on the screen. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()}, or throws {@link BadInput}. */
    public static Outcome of(String word) {
      for (Outcome outcome : values()) {
        if (outcome.word().equals(word)) {
          return outcome;
        }
      }
      throw new BadInput("outcome \"" + word + "\" is not ok, nothing, failed or quarantined");
    }
  }
}
