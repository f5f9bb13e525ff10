// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.domestik.model.Span;
import org.domestik.storage.sql.Times;

/**
 * Where buckets begin: spans shorter than a day count from 1970 in UTC, days and longer from
 * midnights of the zone, weeks from its Mondays.
 *
 * @param every the length of a bucket
 */
public record BucketCalendar(Span every, ZoneId zone) {
  /** The first Monday after 1970-01-01, in days since then. */
  private static final long MONDAY = 4;

  private static final LocalDate FAR = LocalDate.of(9999, 1, 1);

  /** The start of the bucket an instant lies in. */
  public Instant floor(Instant instant) {
    if (!every.isCalendar()) {
      long length = micros();
      long micros = Times.micros(instant);
      return Times.instant(micros - Math.floorMod(micros, length));
    }
    return floor(LocalDate.ofInstant(instant, zone)).atStartOfDay(zone).toInstant();
  }

  /** The start of the bucket after the one an instant lies in. */
  public Instant next(Instant instant) {
    if (!every.isCalendar()) {
      return floor(instant).plus(micros(), ChronoUnit.MICROS);
    }
    LocalDate start = floor(LocalDate.ofInstant(instant, zone));
    // Of a length that some would call for ever, the end is one that every database knows.
    return start.until(FAR, ChronoUnit.DAYS) / every.unit().getDuration().toDays() < every.amount()
        ? FAR.atStartOfDay(zone).toInstant()
        : start.plus(every.amount(), every.unit()).atStartOfDay(zone).toInstant();
  }

  /** The length in microseconds, of a span shorter than a day. */
  long micros() {
    return every.estimate().toMillis() * 1000;
  }

  /** Whether each bucket lies within one hour since 1970. */
  boolean dividesHours() {
    return !every.isCalendar() && Times.HOUR % micros() == 0;
  }

  private LocalDate floor(LocalDate date) {
    long amount = every.amount();
    return switch (every.unit()) {
      case DAYS -> LocalDate.ofEpochDay(down(date.toEpochDay(), amount));
      case WEEKS -> LocalDate.ofEpochDay(down(date.toEpochDay() - MONDAY, 7 * amount) + MONDAY);
      case MONTHS -> {
        long month = down(date.getYear() * 12L + date.getMonthValue() - 1, amount);
        yield LocalDate.of((int) Math.floorDiv(month, 12L), (int) Math.floorMod(month, 12L) + 1, 1);
      }
      default -> LocalDate.of((int) down(date.getYear(), amount), 1, 1);
    };
  }

  private static long down(long number, long step) {
    return Math.floorDiv(number, step) * step;
  }

  /**
   * Before which instant data is older than a length of time, counted from a host's last sample:
   * calendar lengths count from the start of that sample's day; always the start of a bucket, or
   * 1970 where that is later: there are no older samples.
   */
  public Instant cutOff(Instant last, Span age) {
    Instant from =
        age.isCalendar() ? LocalDate.ofInstant(last, zone).atStartOfDay(zone).toInstant() : last;
    Instant before = age.before(from, zone);
    return before.isBefore(Instant.EPOCH) ? Instant.EPOCH : floor(before);
  }
}
