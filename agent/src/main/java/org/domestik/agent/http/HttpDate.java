// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as HTTP has them: {@code Sun, 22 Nov 2026 10:00:00 GMT}. The JDK's own way of it would cost
 * half a MiB.
 */
final class HttpDate {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final Pattern DATE =
      Pattern.compile(
          "[A-Z][a-z]{2}, (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) (\\d{2}):(\\d{2}):(\\d{2}) GMT");

  private HttpDate() {}

  static String text(Instant time) {
    LocalDateTime date = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    int day = 3 * (date.getDayOfWeek().getValue() - 1);
    int month = 3 * (date.getMonthValue() - 1);
    return DAYS.substring(day, day + 3)
        + ", "
        + two(date.getDayOfMonth())
        + " "
        + MONTHS.substring(month, month + 3)
        + " "
        + date.getYear()
        + " "
        + two(date.getHour())
        + ":"
        + two(date.getMinute())
        + ":"
        + two(date.getSecond())
        + " GMT";
  }

  private static String two(int number) {
    return (number < 10 ? "0" : "") + number;
  }

  /** The time; null if it is none. */
  static @Nullable Instant read(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      return null;
    }
    int month = MONTHS.indexOf(date.group(2));
    try {
      return month % 3 != 0 || month < 0
          ? null
          : LocalDateTime.of(
                  Integer.parseInt(date.group(3)),
                  month / 3 + 1,
                  Integer.parseInt(date.group(1)),
                  Integer.parseInt(date.group(4)),
                  Integer.parseInt(date.group(5)),
                  Math.min(59, Integer.parseInt(date.group(6)))) // A leap second is none here.
              .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
