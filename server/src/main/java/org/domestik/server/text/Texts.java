// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Storable;
import org.jspecify.annotations.Nullable;

/** The rules for texts and times that go into the database but are no names of tables. */
public final class Texts {
  // PostgreSQL and DuckDB keep microseconds of years far beyond; nobody samples outside these.
  private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant END = Instant.parse("3000-01-01T00:00:00Z");

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Texts() {}

  /** Returns one level of a key unchanged, or throws {@link BadInput} where it cannot be stored. */
  public static String key(String text) {
    return text("key", text);
  }

  /** Like {@link #key}, of a text that complaints call {@code what}. */
  public static String text(String what, String text) {
    String fault = Storable.fault(text);
    if (fault != null) {
      throw new BadInput(what + " " + quoted(text) + " " + fault);
    }
    return text;
  }

  /** The text that a part of a body is in UTF-8, or throws {@link BadInput}. */
  public static String utf8(byte[] body, int from, int to) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInput(quoted(new String(body, from, to - from, UTF_8)) + " is not UTF-8", e);
    }
  }

  /** Free text without what a database refuses, cut to a length. */
  public static String free(String text, int maxLength) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(maxLength)
        .map(c -> c == 0 || c >= 0xd800 && c <= 0xdfff ? 0xfffd : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /**
   * An instant in ISO 8601 (any offset), or epoch milliseconds as digits; {@link BadInput} outside
   * the years 1 to 9999, so that whoever reckons with it stays within what the stores can hold.
   */
  public static Instant instant(String text) {
    try {
      Instant usual = IsoTime.read(text);
      Instant instant =
          usual != null
              ? usual
              : MILLIS.matcher(text).matches()
                  ? Instant.ofEpochMilli(Long.parseLong(text))
                  : Instant.parse(text);
      if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
        throw new BadInput("the time " + quoted(text) + " is not within the years 1 to 9999");
      }
      return instant;
    } catch (DateTimeException e) {
      throw new BadInput(
          quoted(text) + " is not a time: write 2026-11-22T10:00:00Z or milliseconds since 1970",
          e);
    }
  }

  /** The same of a JSON document's field: a text, or a whole number of milliseconds. */
  public static Instant instant(String field, @Nullable Object value) {
    if (!(value instanceof String || value instanceof Long || value instanceof Integer)) {
      throw new BadInput("\"" + field + "\": expected a time, found " + value);
    }
    return instant(value.toString());
  }

  /** A sample's time in whole microseconds, as stored; {@link BadInput} outside 1970 to 2999. */
  public static Instant sampleTime(Instant time) {
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw new BadInput("the time " + time + " is not within 1970 to 2999");
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** The text in quotes, shortened where it is long, fit for a message of one line. */
  public static String quoted(String text) {
    return Storable.quoted(text);
  }

  /** A text as a part of an address's path, or as a value of its query. */
  public static String inAddress(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
