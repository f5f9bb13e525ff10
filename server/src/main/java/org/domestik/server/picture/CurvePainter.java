// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.picture;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Draws a curve as a small PNG on white, since mail programs show pictures on white. It has twice
 * the pixels of the size it is meant to be shown at, so that it is sharp on every screen.
 */
public final class CurvePainter {
  /** How wide it is meant to be shown. */
  public static final int SHOWN_WIDTH = 480;

  /** How high. */
  public static final int SHOWN_HEIGHT = 150;

  private static final int WIDTH = 2 * SHOWN_WIDTH;
  private static final int HEIGHT = 2 * SHOWN_HEIGHT;
  private static final int LEFT = 96;
  private static final int RIGHT = WIDTH - 16;
  private static final int TOP = 16;
  private static final int BOTTOM = HEIGHT - 40;
  private static final int TEXT = 2;

  private static final int GROUND = 0xffffff;
  private static final int GRID = 0xe3e8ee;
  private static final int WORDS = 0x566171;
  private static final int LINE = 0x0072b2;
  private static final int BAND = 0xbfdcec;
  private static final int LIMIT = 0xb3261e;
  private static final int WRONG = 0xfdecea;

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(7),
          Duration.ofDays(14),
          Duration.ofDays(30));
  private static final int MOST_TIMES = 8;

  private final Curve curve;
  private final Scale scale;
  private final Canvas canvas = new Canvas(WIDTH, HEIGHT, GROUND);

  private CurvePainter(Curve curve, Scale scale) {
    this.curve = curve;
    this.scale = scale;
  }

  /** The picture; null where there is nothing to draw. Times are those of UTC. */
  public static byte @Nullable [] png(Curve curve) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < curve.time().size(); i++) {
      Double low = curve.least().get(i);
      Double high = curve.greatest().get(i);
      if (low != null && high != null && Double.isFinite(low) && Double.isFinite(high)) {
        least = Math.min(least, low);
        greatest = Math.max(greatest, high);
      }
    }
    if (least > greatest || !curve.from().isBefore(curve.to())) {
      return null;
    }
    for (double limit : new double[] {curve.low(), curve.high()}) {
      if (Double.isFinite(limit)) {
        least = Math.min(least, limit);
        greatest = Math.max(greatest, limit);
      }
    }
    return new CurvePainter(curve, Scale.of(least, greatest, 4)).draw();
  }

  private byte[] draw() {
    canvas.fill(x(curve.wrongFrom()), TOP, x(curve.wrongTo()), BOTTOM, WRONG);
    numbers();
    times();
    curve();
    for (double limit : new double[] {curve.low(), curve.high()}) {
      if (Double.isFinite(limit)) {
        canvas.dashes(LEFT, RIGHT, (int) Math.round(y(limit)), 3, LIMIT);
      }
    }
    return canvas.png();
  }

  private void numbers() {
    for (double tick : scale.ticks()) {
      int y = (int) Math.round(y(tick));
      canvas.fill(LEFT, y, RIGHT, y + 1, GRID);
      String label = scale.label(tick);
      int left = LEFT - 12 - Canvas.widthOf(label, TEXT);
      canvas.write(label, left, y - Glyphs.HEIGHT * TEXT / 2, TEXT, WORDS);
    }
  }

  private void times() {
    Duration all = Duration.between(curve.from(), curve.to());
    Duration step =
        STEPS.stream().filter(each -> all.dividedBy(each) < MOST_TIMES).findFirst().orElse(all);
    String pattern = step.compareTo(Duration.ofDays(1)) < 0 ? "HH:mm" : "MM-dd";
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    long first = Math.ceilDiv(curve.from().toEpochMilli(), step.toMillis()) * step.toMillis();
    for (long at = first; at <= curve.to().toEpochMilli(); at += step.toMillis()) {
      Instant time = Instant.ofEpochMilli(at);
      int x = x(time);
      canvas.fill(x, TOP, x + 1, BOTTOM + 6, GRID);
      String label = format.format(time);
      int wide = Canvas.widthOf(label, TEXT);
      if (x + wide / 2 < WIDTH && x - wide / 2 > 0) {
        canvas.write(label, x - wide / 2, BOTTOM + 14, TEXT, WORDS);
      }
    }
  }

  private void curve() {
    int count = curve.time().size();
    // Between two points there may be a gap: a place of its own, which breaks the line.
    double[] xs = new double[2 * count];
    double[] ys = new double[2 * count];
    Arrays.fill(ys, Double.NaN);
    int used = 0;
    long before = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      Double low = curve.least().get(i);
      Double high = curve.greatest().get(i);
      if (low == null || high == null) {
        used++;
        continue;
      }
      long time = curve.time().get(i);
      if (before != Long.MIN_VALUE && time - before > curve.gap().toMillis()) {
        used++;
      }
      before = time;
      double x = exactX(time);
      if (high > low) {
        canvas.fill(
            (int) x - 1, (int) Math.round(y(high)), (int) x + 2, (int) Math.round(y(low)), BAND);
      }
      xs[used] = x;
      ys[used++] = y((low + high) / 2);
    }
    canvas.path(Arrays.copyOf(xs, used), Arrays.copyOf(ys, used), 3.5, LINE);
  }

  private int x(Instant time) {
    return (int) Math.round(Math.clamp(exactX(time.toEpochMilli()), LEFT, RIGHT));
  }

  private double exactX(long time) {
    double from = curve.from().toEpochMilli();
    return LEFT + (time - from) / (curve.to().toEpochMilli() - from) * (RIGHT - LEFT);
  }

  private double y(double number) {
    return BOTTOM - scale.place(number) * (BOTTOM - TOP);
  }
}
