// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import java.math.BigDecimal;
import java.time.Instant;
import org.domestik.model.BadInput;
import org.domestik.model.Storable;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.ingest.Precision;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Reads the cells of tables, as databases and programs write them. */
final class Cells {
  private Cells() {}

  /** A number; NaN where there is nothing. */
  static double number(String column, @Nullable Object cell) {
    double number =
        switch (cell) {
          case null -> Double.NaN;
          case Number it -> it.doubleValue();
          case Boolean it -> it ? 1 : 0;
          case String it when it.equals("t") || it.equals("true") -> 1;
          case String it when it.equals("f") || it.equals("false") -> 0;
          case String it -> parsed(column, it);
          default -> throw new BadInput(column + " is " + Texts.quoted(cell + "") + ", no number");
        };
    if (!Double.isNaN(number) && Storable.fault(number) != null) {
      throw new BadInput(column + ": " + Storable.fault(number));
    }
    return Double.isNaN(number) ? number : number + 0.0;
  }

  private static double parsed(String column, String text) {
    double number = Decimal.parse(text);
    if (Double.isNaN(number)) {
      throw new BadInput(column + " is " + Texts.quoted(text) + ", no number");
    }
    return number;
  }

  /** A whole number, at least 1. */
  static long count(String column, @Nullable Object cell) {
    double number = number(column, cell);
    if (!(number >= 1) || number != Math.rint(number) || number > 1L << 53) {
      throw new BadInput(column + " is " + cell + ", not a whole number from 1 on");
    }
    return (long) number;
  }

  /** Whether a cell says yes. */
  static boolean isTrue(@Nullable Object cell) {
    return cell instanceof Boolean it ? it : "true".equals(cell) || "t".equals(cell);
  }

  /** A time in whole microseconds; {@code precision}: the unit of one that is a number. */
  static Instant time(String column, @Nullable Object cell, Precision precision) {
    try {
      Instant time =
          switch (cell) {
            case null -> throw new BadInput("there is none");
            case Instant it -> it;
            case Long it -> precision.sampleTime(it);
            case Number it -> precision.sampleTime(decimal(it));
            case String it when it.matches("\\d{1,18}(\\.\\d{1,18})?") ->
                precision.sampleTime(new BigDecimal(it));
            default -> Texts.instant(iso(cell.toString()));
          };
      return Texts.sampleTime(time);
    } catch (BadInput e) {
      throw e.at(column);
    }
  }

  private static BigDecimal decimal(Number number) {
    if (!Double.isFinite(number.doubleValue())) {
      throw new BadInput(number + " is no time");
    }
    return new BigDecimal(number.toString());
  }

  /** Databases write "2026-11-22 10:00:00+01" for 2026-11-22T10:00:00+01:00. */
  private static String iso(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d.*")
        ? text.replaceFirst(" ", "T").replaceFirst("([+-]\\d\\d)$", "$1:00")
        : text;
  }

  /** A text that may be part of a key; nothing where rows have nothing of a level. */
  static String key(String column, @Nullable Object cell) {
    String text = cell == null ? "" : cell.toString();
    try {
      return text.isEmpty() ? text : Texts.key(text);
    } catch (BadInput e) {
      throw e.at(column);
    }
  }
}
