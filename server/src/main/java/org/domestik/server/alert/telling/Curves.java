// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.telling;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Limits;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.MessageText;
import org.domestik.server.notify.message.Picture;
import org.domestik.server.notify.message.Pictures;
import org.domestik.server.picture.Curve;
import org.domestik.server.picture.CurvePainter;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.jspecify.annotations.Nullable;

/** Draws a value as it was before and while something was wrong with it. */
public final class Curves implements Pictures {
  private static final Logger LOG = Logger.getLogger(Curves.class.getName());

  /** So much of what was before is seen at least, and as much again as it has lasted. */
  private static final Duration BEFORE = Duration.ofMinutes(45);

  private static final int POINTS = 300;

  private final Storage storage;
  private final Rules rules;

  public Curves(Storage storage, Rules rules) {
    this.storage = storage;
    this.rules = rules;
  }

  @Override
  public @Nullable Picture of(Message message, Message.Item item) {
    if (item.probe() == null || item.value() == null || message.kind() == Message.Kind.TEST) {
      return null;
    }
    try {
      return draw(message, item, item.probe(), item.value());
    } catch (RuntimeException e) {
      // The message is what matters: it goes without a picture.
      LOG.log(Level.FINE, "no picture of " + item.host() + ": " + e.getMessage(), e);
      return null;
    }
  }

  private @Nullable Picture draw(Message message, Message.Item item, String probe, String value) {
    Window window = window(item.since(), message.time());
    Series series =
        storage.series(
            new SeriesQuery(item.host(), probe, item.key(), window.from(), window.to(), POINTS));
    Series.Band band = series.values().get(value);
    if (band == null) {
      return null;
    }
    Limits limits = limits(item, probe);
    byte[] png =
        CurvePainter.png(
            new Curve(
                series.time(),
                band.min(),
                band.max(),
                window.from(),
                window.to(),
                limits.low(),
                limits.high(),
                item.since(),
                MessageText.end(message, item),
                gap(series)));
    return png == null
        ? null
        : new Picture(
            png, CurvePainter.SHOWN_WIDTH, CurvePainter.SHOWN_HEIGHT, words(item, window, limits));
  }

  private static Window window(Instant since, Instant now) {
    Duration lasted = Duration.between(since, now);
    Duration before = lasted.compareTo(BEFORE) > 0 ? lasted : BEFORE;
    return new Window(since.minus(before), now.plusMillis(1));
  }

  /** The limits that are drawn: of the rule as it is now; none where it is about a rate. */
  private Limits limits(Message.Item item, String probe) {
    ProbeDescription description = storage.descriptions().get(probe);
    if (description == null) {
      return Limits.NONE;
    }
    Collection<ProbeDescription> all = storage.descriptions().values();
    for (AlertRule rule : rules.book(all).of(item.host(), description, item.key())) {
      if (rule.name().equals(item.rule()) && rule.severity().word().equals(item.severity())) {
        boolean rate = rule.condition() instanceof Condition.Beyond it && it.per() != null;
        return rate ? Limits.NONE : Limits.of(rule, description);
      }
    }
    return Limits.NONE;
  }

  /** Three times what is usual between two points. */
  private static Duration gap(Series series) {
    List<Long> times = series.time();
    long[] steps = new long[Math.max(0, times.size() - 1)];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = times.get(i + 1) - times.get(i);
    }
    Arrays.sort(steps);
    long usual = steps.length == 0 ? 0 : steps[steps.length * 3 / 4];
    return Duration.ofMillis(Math.max(3 * usual, Duration.ofMinutes(3).toMillis()));
  }

  private static String words(Message.Item item, Window window, Limits limits) {
    String threshold = item.threshold() == null ? "" : "; the dashed line is " + item.threshold();
    return item.value()
        + " from "
        + window.from()
        + " to "
        + window.to()
        + (limits.equals(Limits.NONE) ? "" : threshold);
  }
}
