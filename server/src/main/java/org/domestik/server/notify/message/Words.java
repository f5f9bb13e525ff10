// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.MathContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Numbers, times and lengths of time as people read them, and texts made short. */
public final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /** One line of at most so many characters: control characters become spaces. */
  public static String line(String text, int most) {
    return cut(text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp} ]+", " ").strip(), most);
  }

  /** At most so many characters, the last of them three dots where it is more. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  /** Five digits of it, or all before the point. */
  public static String number(double number) {
    if (!Double.isFinite(number)) {
      return "no number";
    }
    BigDecimal exact = new BigDecimal(number);
    int whole = exact.precision() - exact.scale();
    BigDecimal round = exact.round(new MathContext(Math.max(5, whole)));
    return round.signum() == 0 ? "0" : round.stripTrailingZeros().toPlainString();
  }

  static String time(Instant time) {
    return MINUTE.format(time);
  }

  /** The two greatest units of it, for example {@code 2 days 4 hours}. */
  public static String length(Instant from, Instant to) {
    Duration length = Duration.between(from, to);
    if (length.toDays() > 0) {
      return join(length.toDays(), "day", length.toHoursPart(), "hour");
    }
    if (length.toHours() > 0) {
      return join(length.toHours(), "hour", length.toMinutesPart(), "minute");
    }
    return length.toMinutes() > 0
        ? join(length.toMinutes(), "minute", 0, "")
        : join(Math.max(0, length.toSeconds()), "second", 0, "");
  }

  private static String join(long greater, String unit, int lesser, String part) {
    return count(greater, unit) + (lesser == 0 ? "" : " " + count(lesser, part));
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }

  /** A short name for a text, of letters and digits: the same for the same. */
  public static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
