// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.domestik.model.BadInput;

/** The unit of the timestamps of a request in line protocol. */
public enum Precision {
  NANOSECONDS(Duration.ofNanos(1)),
  MICROSECONDS(Duration.ofNanos(1_000)),
  MILLISECONDS(Duration.ofMillis(1)),
  SECONDS(Duration.ofSeconds(1)),
  MINUTES(Duration.ofMinutes(1)),
  HOURS(Duration.ofHours(1));

  private final long perSecond;
  private final long seconds;

  Precision(Duration unit) {
    this.perSecond = unit.toSeconds() > 0 ? 1 : 1_000_000_000L / unit.toNanos();
    this.seconds = Math.max(1, unit.toSeconds());
  }

  /** Reads the parameter {@code precision}, or throws {@link BadInput}. */
  public static Precision of(String parameter) {
    return switch (parameter) {
      case "ns", "n" -> NANOSECONDS;
      case "us", "u", "µ" -> MICROSECONDS;
      case "ms" -> MILLISECONDS;
      case "s" -> SECONDS;
      case "m" -> MINUTES;
      case "h" -> HOURS;
      default ->
          throw new BadInput(
              "precision " + Texts.quoted(parameter) + " is not ns, us, ms, s, m or h");
    };
  }

  /** The instant a timestamp means, or throws {@link BadInput}. */
  Instant instant(long timestamp) {
    try {
      return perSecond > 1
          ? Instant.ofEpochSecond(
              Math.floorDiv(timestamp, perSecond),
              Math.floorMod(timestamp, perSecond) * (1_000_000_000L / perSecond))
          : Instant.ofEpochSecond(Math.multiplyExact(timestamp, seconds));
    } catch (ArithmeticException | DateTimeException e) {
      throw new BadInput("the timestamp " + timestamp + " is out of range", e);
    }
  }
}
