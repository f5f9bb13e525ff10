// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as people write it: {@code "30s"}, {@code "5 minutes"}, {@code "1 day"}, {@code
 * "1 month"}.
 *
 * <p>Days and longer are calendar lengths: a day may have 23 or 25 hours, a month 28 to 31 days.
 *
 * @param amount how many, at least 1
 * @param unit one of SECONDS, MINUTES, HOURS, DAYS, WEEKS, MONTHS, YEARS
 */
public record Span(int amount, ChronoUnit unit) {
  private static final Pattern TEXT = Pattern.compile("\\s*(-?\\d{1,9})\\s*([A-Za-z]+)\\s*");
  private static final String FORMS =
      "a number and a unit: s, m, h, d, w, month or year, for example \"30s\", \"1 day\"";

  /** From the greatest on. */
  private static final List<ChronoUnit> UNITS =
      List.of(
          ChronoUnit.YEARS,
          ChronoUnit.MONTHS,
          ChronoUnit.WEEKS,
          ChronoUnit.DAYS,
          ChronoUnit.HOURS,
          ChronoUnit.MINUTES,
          ChronoUnit.SECONDS);

  public Span {
    if (amount < 1) {
      throw new BadInput("a length of time is at least 1 " + unit + ", not " + amount);
    }
  }

  /** Reads a span, or throws {@link BadInput} naming the valid forms. */
  public static Span parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new BadInput("\"" + text + "\" is not a length of time; write " + FORMS);
    }
    int amount = Integer.parseInt(matcher.group(1));
    if (amount < 1) {
      throw new BadInput("\"" + text + "\" is not a length of time: it must be at least 1");
    }
    return new Span(amount, unit(text, matcher.group(2)));
  }

  private static ChronoUnit unit(String text, String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "s", "sec", "second", "seconds" -> ChronoUnit.SECONDS;
      case "m", "min", "minute", "minutes" -> ChronoUnit.MINUTES;
      case "h", "hour", "hours" -> ChronoUnit.HOURS;
      case "d", "day", "days" -> ChronoUnit.DAYS;
      case "w", "week", "weeks" -> ChronoUnit.WEEKS;
      case "mo", "month", "months" -> ChronoUnit.MONTHS;
      case "y", "year", "years" -> ChronoUnit.YEARS;
      default ->
          throw new BadInput(
              "\"" + text + "\" has the unknown unit \"" + name + "\"; write " + FORMS);
    };
  }

  /** A length for people, in the greatest unit that it is whole times of, or in seconds. */
  public static String words(Duration length) {
    for (ChronoUnit unit : UNITS) {
      Duration one = unit.getDuration();
      long amount = length.dividedBy(one);
      if (amount > 0 && amount <= Integer.MAX_VALUE && one.multipliedBy(amount).equals(length)) {
        return new Span((int) amount, unit).toString();
      }
    }
    return length.toSeconds() + " seconds";
  }

  /** Whether this is counted on the calendar (days and longer) and so depends on a zone. */
  public boolean isCalendar() {
    return unit.compareTo(ChronoUnit.DAYS) >= 0;
  }

  /** The length; a month counts 30.44 days and a year 365.24, as {@link ChronoUnit} estimates. */
  public Duration estimate() {
    return unit.getDuration().multipliedBy(amount);
  }

  /** The instant this long before another, by the zone's calendar. */
  public Instant before(Instant instant, ZoneId zone) {
    return isCalendar()
        ? ZonedDateTime.ofInstant(instant, zone).minus(amount, unit).toInstant()
        : instant.minus(amount, unit);
  }

  @Override
  public String toString() {
    String name = unit.toString().toLowerCase(Locale.ROOT);
    return amount + " " + (amount == 1 ? name.substring(0, name.length() - 1) : name);
  }
}
