// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** The unit of timestamps. */
public enum Precision {
  NANOSECONDS("ns", Duration.ofNanos(1)),
  MICROSECONDS("us", Duration.ofNanos(1_000)),
  MILLISECONDS("ms", Duration.ofMillis(1)),
  SECONDS("s", Duration.ofSeconds(1)),
  MINUTES("m", Duration.ofMinutes(1)),
  HOURS("h", Duration.ofHours(1));

  /** Whatever was sampled is of this century or the last years of the one before. */
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  /** Until here a number of seconds, taken for one of milliseconds, comes, and their like. */
  private static final Instant TOO_EARLY = Instant.parse("1972-01-01T00:00:00Z");

  private final String word;
  private final long perSecond;
  private final long seconds;

  Precision(String word, Duration unit) {
    this.word = word;
    this.perSecond = unit.toSeconds() > 0 ? 1 : 1_000_000_000L / unit.toNanos();
    this.seconds = Math.max(1, unit.toSeconds());
  }

  /** Reads the parameter {@code precision}, or throws {@link BadInput}. */
  public static Precision of(String parameter) {
    return switch (parameter) {
      case "ns", "n", "" -> NANOSECONDS;
      case "us", "u", "µ" -> MICROSECONDS;
      case "ms" -> MILLISECONDS;
      case "s" -> SECONDS;
      case "m" -> MINUTES;
      case "h" -> HOURS;
      default ->
          throw new BadInput(
              "precision "
                  + Texts.quoted(parameter)
                  + " is not ns, us, ms, s, m or h"
                  + Nearest.hint(parameter, Stream.of(values()).map(it -> it.word).toList()));
    };
  }

  /**
   * The instant a sample's timestamp means, in whole microseconds.
   *
   * @throws BadInput where the unit is obviously another: such a sample would be lost among those
   *     of 1970. Names the unit that would fit
   */
  public Instant timeOf(long timestamp) {
    return timeOf(timestamp, "in ", "check the sender's clock");
  }

  /** The same, where its sender says the unit by {@code precision}. */
  public Instant sampleTime(long timestamp) {
    return timeOf(
        timestamp, "with precision=", "check the sender's clock and the parameter precision");
  }

  /** Likewise, of a number that may have a fraction. */
  public Instant sampleTime(BigDecimal timestamp) {
    BigDecimal whole = timestamp.setScale(0, RoundingMode.FLOOR);
    if (whole.precision() > 18) {
      throw new BadInput("the timestamp " + timestamp + " is beyond all time");
    }
    BigDecimal micros = timestamp.subtract(whole).multiply(BigDecimal.valueOf(1_000_000 * seconds));
    return sampleTime(whole.longValue()).plus(micros.longValue() / perSecond, ChronoUnit.MICROS);
  }

  private Instant timeOf(long timestamp, String otherwise, String cure) {
    Instant time = instant(timestamp);
    if (time.isBefore(TOO_EARLY) || !time.isBefore(END)) {
      Precision fitting = fitting(timestamp);
      throw new BadInput(
          "the timestamp "
              + timestamp
              + (time.equals(Instant.MAX) ? " is beyond all time" : " is of " + time)
              + " in "
              + word
              + "; "
              + (fitting == null
                  ? cure
                  : otherwise + fitting.word + " it is " + fitting.instant(timestamp)));
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** The unit in which a number is a time when something may have been sampled; null: none. */
  public static @Nullable Precision fitting(long timestamp) {
    for (Precision precision : values()) {
      Instant time = precision.instant(timestamp);
      if (!time.isBefore(FIRST) && time.isBefore(END)) {
        return precision;
      }
    }
    return null;
  }

  /** The instant a timestamp means; {@link Instant#MAX} beyond all that can be told. */
  private Instant instant(long timestamp) {
    try {
      return perSecond > 1
          ? Instant.ofEpochSecond(
              Math.floorDiv(timestamp, perSecond),
              Math.floorMod(timestamp, perSecond) * (1_000_000_000L / perSecond))
          : Instant.ofEpochSecond(Math.multiplyExact(timestamp, seconds));
    } catch (ArithmeticException | DateTimeException e) {
      return Instant.MAX;
    }
  }
}
