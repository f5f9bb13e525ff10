// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.domestik.model.Span;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Limits;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.model.alert.Numbers;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Series;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/** Judges one key's samples by one rule about a value's limits. Belongs to one thread. */
public final class Judge {
  private final AlertRule rule;
  private final Condition.Beyond condition;
  private final Limits limits;
  private final Subject subject;
  private final Episodes episodes;
  private final String words;

  // Of the sample before, for a rate.
  private @Nullable Instant lastTime;
  private double lastNumber;

  Judge(
      AlertRule rule,
      Condition.Beyond condition,
      ProbeDescription description,
      Subject subject,
      Duration gap,
      Instant from) {
    this.rule = rule;
    this.condition = condition;
    this.subject = subject;
    limits = Limits.of(rule, description);
    episodes = episodes(rule, gap, from);
    words = limits.words(condition.per());
  }

  /** After so long without a sample nobody knows what was meanwhile. */
  static Duration gap(ProbeDescription description) {
    Span every = description.every();
    Duration three = every == null ? Duration.ZERO : every.estimate().multipliedBy(3);
    Duration least = Duration.ofMinutes(3);
    return three.compareTo(least) > 0 ? three : least;
  }

  static Episodes episodes(AlertRule rule, Duration gap) {
    return episodes(rule, gap, Instant.MIN);
  }

  /** {@code from}: changes before it are not counted as restlessness. */
  static Episodes episodes(AlertRule rule, Duration gap, Instant from) {
    Span lasting = rule.lasting();
    return new Episodes(lasting == null ? Duration.ZERO : lasting.estimate(), gap, from);
  }

  /** The number of a point that is nearest to being wrong; null where it has none. */
  @Nullable Double number(Series series, int index) {
    Series.Band band = series.values().get(condition.value());
    if (band == null) {
      return null;
    }
    // Live points have three equal numbers; of a bucket the peak is what a limit is for.
    boolean oneSided =
        condition.per() == null && (condition.low() == null || condition.high() == null);
    List<@Nullable Double> numbers =
        !oneSided ? band.avg() : condition.low() == null ? band.max() : band.min();
    return numbers.get(index);
  }

  Subject subject() {
    return subject;
  }

  Episodes episodes() {
    return episodes;
  }

  /**
   * What a number at a time says; null where there is no rate yet, or where it changes nothing:
   * most of all that is seen is right, and was so before.
   *
   * @param newest the subject's newest episode
   */
  @Nullable Observation see(Instant time, double number, @Nullable Alert newest) {
    Span per = condition.per();
    double seen = number;
    if (per != null) {
      Instant before = lastTime;
      double change = number - lastNumber;
      lastTime = time;
      lastNumber = number;
      if (before == null || !time.isAfter(before)) {
        return null;
      }
      seen = Limits.rate(change, Duration.between(before, time), per);
    }
    Judgement judgement = limits.judge(seen);
    boolean isCalm = newest == null || newest.isResolved() && !newest.flapping();
    return isCalm && judgement != Judgement.WRONG
        ? null
        : new Observation(time, judgement, seen, words, message(seen));
  }

  private String message(double seen) {
    String text = rule.text();
    if (text != null) {
      return text;
    }
    String unit = limits.unit() == null ? "" : " " + limits.unit();
    Span per = condition.per();
    String rate = per == null ? "" : " per " + per;
    return condition.value()
        + " is "
        + Numbers.plain(seen)
        + unit
        + rate
        + "; the rule is "
        + words;
  }
}
