// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.merge.LiveRows.Place;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Transaction;

/** The rows of one probe's live table that are looked up and completed one by one. */
final class StoredRows {
  private static final int AT_ONCE = 1000;

  /** Of so many numbers at most a statement's text has to speak. */
  private static final int MOST_CELLS = 20_000;

  private final Transaction transaction;
  private final Dialect dialect;
  private final KnownProbe probe;
  private final List<ValueDescription> values;
  private final String table;

  StoredRows(Transaction transaction, KnownProbe probe) {
    this.transaction = transaction;
    this.probe = probe;
    dialect = transaction.dialect();
    values = probe.description().values();
    table = Identifiers.table(probe.layout().live());
  }

  /** Tells those of the rows that are in the table what it has of them. */
  void read(List<HeldRow> rows) {
    StringBuilder columns = new StringBuilder("v.series, v.micros");
    values.forEach(value -> columns.append(", l.").append(Identifiers.quoted(value.name())));
    for (int from = 0; from < rows.size(); from += AT_ONCE) {
      List<HeldRow> part = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
      Map<Place, HeldRow> places = new HashMap<>();
      part.forEach(row -> places.put(new Place(row.series, row.micros), row));
      List<String> texts = part.stream().map(StoredRows::place).toList();
      transaction.each(
          "SELECT "
              + columns
              + " FROM (VALUES "
              + String.join(", ", texts)
              + ") v(host, series, micros) JOIN "
              + table
              + " l ON "
              + isOf(part),
          row -> {
            HeldRow mine = places.get(new Place(row.getInt(1), row.getLong(2)));
            if (mine != null) {
              double[] there = new double[values.size()];
              for (int i = 0; i < there.length; i++) {
                double number = row.getDouble(i + 3);
                there[i] = row.wasNull() ? Double.NaN : number;
              }
              mine.noteStored(there);
            }
          });
    }
  }

  /** A row's host, series and time as a statement's text has them. */
  static String place(HeldRow row) {
    return "(" + row.host + ", " + row.series + ", " + row.micros + ")";
  }

  /** Where a row {@code l} is the one that {@code v} names. */
  private String isOf(List<HeldRow> part) {
    return "l.host = v.host AND l.series = v.series AND l.sample_time = "
        + dialect.time("v.micros")
        + dialect.implied(
            range(part, row -> row.host).has("l.host"),
            range(part, row -> row.series).has("l.series"),
            range(part, row -> row.micros).hasTime(dialect, "l.sample_time"));
  }

  private static Range range(List<HeldRow> part, ToLongFunction<HeldRow> number) {
    return Range.of(part.stream().mapToLong(number));
  }

  /** Gives rows of the table the numbers that are new of them. */
  void change(List<HeldRow> rows) {
    int most = Math.clamp(MOST_CELLS / Math.max(1, values.size()), 1, AT_ONCE);
    for (int from = 0; from < rows.size(); from += most) {
      changeAtOnce(rows.subList(from, Math.min(rows.size(), from + most)));
    }
  }

  private void changeAtOnce(List<HeldRow> part) {
    int[] columns =
        IntStream.range(0, values.size())
            .filter(column -> part.stream().anyMatch(row -> !Double.isNaN(row.changes()[column])))
            .toArray();
    List<String> names = new ArrayList<>(List.of("host", "series", "micros"));
    List<String> changes = new ArrayList<>();
    for (int column : columns) {
      String name = Identifiers.quoted(values.get(column).name());
      names.add("v" + column);
      // Of what is there now: another server may have added something since it was read.
      changes.add(name + " = coalesce(v.v" + column + ", l." + name + ")");
    }
    List<String> texts = new ArrayList<>();
    for (HeldRow row : part) {
      StringBuilder text = new StringBuilder("(");
      text.append(row.host).append(", ").append(row.series).append(", ").append(row.micros);
      for (int column : columns) {
        text.append(", ").append(number(row.changes()[column], values.get(column).type()));
      }
      texts.add(text.append(")").toString());
    }
    long found =
        transaction.execute(
            "UPDATE "
                + table
                + " AS l SET "
                + String.join(", ", changes)
                + " FROM (VALUES "
                + String.join(", ", texts)
                + ") v("
                + String.join(", ", names)
                + ") WHERE "
                + isOf(part));
    if (found < part.size()) {
      // Another server archived a row since it was read: what would complete it must not be lost.
      throw new SqlFault(new SQLException(probe.name() + ": rows went meanwhile", "40001"));
    }
  }

  private String number(double number, Type type) {
    boolean none = Double.isNaN(number);
    return type == Type.INTEGER
        ? "CAST(" + (none ? "NULL" : Long.toString((long) number)) + " AS BIGINT)"
        : dialect.real(none ? "NULL" : "'" + number + "'");
  }
}
