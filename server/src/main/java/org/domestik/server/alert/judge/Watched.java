// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Series;

/** One key of a host's probe with the rules that look at its samples. Belongs to one thread. */
public final class Watched {
  private final List<Judge> judges = new ArrayList<>();
  private final List<Absence> absences = new ArrayList<>();
  private final Map<String, Instant> lastSeen = new HashMap<>();
  private Instant last = Instant.MIN;
  private Instant missed = Instant.MIN;

  /** A rule that wants a value to come. */
  private record Absence(Condition.Missing condition, Subject subject, Episodes episodes) {}

  /**
   * With the rules that are for it.
   *
   * @param gap after so long without a sample nobody knows what was meanwhile
   * @param from changes before it are history, however many they are
   */
  public Watched(
      String host,
      ProbeDescription description,
      List<String> key,
      List<AlertRule> rules,
      Duration gap,
      Instant from) {
    for (AlertRule rule : rules) {
      Subject subject = Subject.of(rule, host, description.probe(), key);
      if (rule.condition() instanceof Condition.Beyond beyond) {
        judges.add(new Judge(rule, beyond, description, subject, gap, from));
      } else if (rule.condition() instanceof Condition.Missing missing && missing.value() != null) {
        absences.add(new Absence(missing, subject, Judge.episodes(rule, gap)));
      }
    }
  }

  /** For so long it is looked after without a sample, besides what any key is. */
  Duration wanted() {
    return absences.stream()
        .map(absence -> absence.condition.span().estimate())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The time of its newest sample. */
  Instant last() {
    return last;
  }

  /** Judges samples in their order; what is not later than those before is history. */
  public void see(Series series, Current current) {
    for (int i = 0; i < series.time().size(); i++) {
      Instant time = Instant.ofEpochMilli(series.time().get(i));
      if (!time.isAfter(last)) {
        continue;
      }
      last = time;
      for (Judge judge : judges) {
        Double number = judge.number(series, i);
        Observation seen =
            number == null ? null : judge.see(last, number, current.of(judge.subject().series()));
        if (seen != null) {
          current.see(judge.episodes(), judge.subject(), seen);
        }
      }
      for (Absence absence : absences) {
        String value = absence.condition.value();
        Series.Band band = series.values().get(String.valueOf(value));
        if (value != null && band != null && band.avg().get(i) != null) {
          lastSeen.put(value, last);
        }
      }
    }
  }

  /**
   * Looks what has not come although the host delivers.
   *
   * @param newest its last sample
   * @param back when it delivered again after a pause of so long
   */
  void miss(Instant newest, Function<Duration, Instant> back, Current current) {
    if (newest.equals(missed)) {
      return; // Its host has not delivered since.
    }
    missed = newest;
    for (Absence absence : absences) {
      Instant seen = lastSeen.get(String.valueOf(absence.condition.value()));
      if (seen != null) {
        current.see(
            absence.episodes, absence.subject, missing(absence.condition, seen, back, newest));
      }
    }
  }

  /**
   * Whether what came last is older than a rule allows; not sure soon after a pause of its host.
   */
  static Observation missing(
      Condition.Missing condition, Instant seen, Function<Duration, Instant> back, Instant newest) {
    Duration span = condition.span().estimate();
    boolean late = !seen.plus(span).isAfter(newest);
    boolean sure = !back.apply(span).plus(span).isAfter(newest);
    String what = condition.value() == null ? "the probe" : String.valueOf(condition.value());
    return new Observation(
        newest,
        late ? sure ? Judgement.WRONG : Judgement.BETWEEN : Judgement.RIGHT,
        null,
        "missing for " + condition.span(),
        late ? "no sample of " + what + " since " + seen : what + " is back");
  }
}
