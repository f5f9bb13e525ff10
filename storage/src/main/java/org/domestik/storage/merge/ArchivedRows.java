// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.ValueDescription;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.merge.LiveRows.Place;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;
import org.domestik.storage.sql.Transaction;

/**
 * Finds rows that one probe's archive counts already. A bucket keeps the instants of the least and
 * the greatest number of each value, so only a row of one of these is known: the others of a repeat
 * are not, and count once more.
 */
final class ArchivedRows {
  private static final int AT_ONCE = 1000;

  /** What is read of each value. */
  private static final List<String> READ = List.of("_min", "_max", "_count");

  private final Transaction transaction;
  private final Dialect dialect;
  private final KnownProbe probe;
  private final List<ValueDescription> values;

  ArchivedRows(Transaction transaction, KnownProbe probe) {
    this.transaction = transaction;
    this.probe = probe;
    dialect = transaction.dialect();
    values = probe.description().values();
  }

  /** Tells those of the rows that are repeats for sure. */
  void find(List<HeldRow> rows) {
    for (int from = 0; from < rows.size(); from += AT_ONCE) {
      findAtOnce(rows.subList(from, Math.min(rows.size(), from + AT_ONCE)));
    }
  }

  private void findAtOnce(List<HeldRow> part) {
    StringBuilder columns = new StringBuilder("v.series, v.micros, b.samples");
    List<String> known = new ArrayList<>();
    for (ValueDescription value : values) {
      READ.forEach(it -> columns.append(", b.").append(Identifiers.quoted(value.name() + it)));
      for (String extreme : List.of("_min", "_max")) {
        String time = "b." + Identifiers.quoted(value.name() + extreme + "_time");
        columns.append(", ").append(dialect.micros(time));
        known.add(time + " = " + dialect.time("v.micros"));
      }
    }
    Map<Place, HeldRow> places = new HashMap<>();
    part.forEach(row -> places.put(new Place(row.series, row.micros), row));
    Range times = Range.of(part.stream().mapToLong(row -> row.micros));
    transaction.each(
        "SELECT "
            + columns
            + " FROM (VALUES "
            + String.join(", ", part.stream().map(StoredRows::place).toList())
            + ") v(host, series, micros) JOIN "
            + Identifiers.table(probe.layout().buckets())
            + " b ON b.host = v.host AND b.series = v.series AND b.sample_time <= "
            + dialect.time("v.micros")
            + " AND b.bucket_end > "
            + dialect.time("v.micros")
            + last()
            + " AND ("
            + String.join(" OR ", known)
            + ")"
            + dialect.implied(
                Range.of(part.stream().mapToLong(row -> row.host)).has("b.host"),
                Range.of(part.stream().mapToLong(row -> row.series)).has("b.series"),
                "b.sample_time <= " + dialect.time(String.valueOf(times.most())),
                "b.bucket_end > " + dialect.time(String.valueOf(times.least()))),
        bucket -> {
          HeldRow row = places.get(new Place(bucket.getInt(1), bucket.getLong(2)));
          if (row != null && counts(bucket, row)) {
            row.noteArchived();
          }
        });
  }

  /** As buckets never overlap, it is the last that begins by then: an index knows it. */
  private String last() {
    return dialect.findsByTime()
        ? ""
        : " AND b.sample_time = (SELECT max(x.sample_time) FROM "
            + Identifiers.table(probe.layout().buckets())
            + " x WHERE x.host = v.host AND x.series = v.series AND x.sample_time <= "
            + dialect.time("v.micros")
            + ")";
  }

  /**
   * Whether a bucket has a row's number at its instant, and nothing of it that the row there may
   * have lacked.
   */
  private boolean counts(ResultSet bucket, HeldRow row) throws SQLException {
    long samples = bucket.getLong(3);
    double[] numbers = row.numbers();
    boolean seen = false;
    int column = 4;
    for (int i = 0; i < numbers.length; i++, column += READ.size() + 2) {
      if (!Double.isNaN(numbers[i])) {
        double least = bucket.getDouble(column);
        double greatest = bucket.getDouble(column + 1);
        if (bucket.getLong(column + 2) != samples || numbers[i] < least || numbers[i] > greatest) {
          return false;
        }
        seen |= numbers[i] == least && bucket.getLong(column + 3) == row.micros;
        seen |= numbers[i] == greatest && bucket.getLong(column + 4) == row.micros;
      }
    }
    return seen;
  }
}
