// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;

/**
 * Which rows of a probe's tables are old, in SQL: those of hosts, each before a time of its own.
 *
 * <p>Hosts that report share that time but for a few, and a store can tell without a join, and skip
 * what is later, where it stands in the statement.
 */
final class OldRows {
  private final Dialect dialect;
  private final Map<Integer, Instant> before;

  /** Of hosts by their numbers; at least one. */
  OldRows(Dialect dialect, Map<Integer, Instant> before) {
    this.dialect = dialect;
    this.before = Collections.unmodifiableMap(new TreeMap<>(before));
  }

  /** The cut-offs as a SELECT of {@code (host, before)}. */
  String relation() {
    List<String> rows =
        before.entrySet().stream()
            .map(host -> "(" + host.getKey() + ", " + dialect.instant(host.getValue()) + ")")
            .toList();
    return "SELECT * FROM (VALUES " + String.join(", ", rows) + ") c(host, before)";
  }

  /** Whether the host of a row {@code l} is one of these. */
  String hosts() {
    List<String> ids = before.keySet().stream().map(String::valueOf).toList();
    return "l.host IN (" + String.join(", ", ids) + ")";
  }

  /**
   * The live rows, as what follows FROM: {@code l}.
   *
   * @param joined what else is joined to them; may be empty
   */
  String live(ProbeTables tables, String joined) {
    return from(tables.live(), joined, "l.sample_time <");
  }

  /** The buckets, as what follows FROM: {@code l}. */
  String buckets(ProbeTables tables) {
    return from(tables.buckets(), "", "l.bucket_end <=");
  }

  String deleteLive(ProbeTables tables) {
    return delete(tables.live(), "l.sample_time <");
  }

  String deleteBuckets(ProbeTables tables) {
    return delete(tables.buckets(), "l.bucket_end <=");
  }

  private String from(String table, String joined, String old) {
    String rows = Identifiers.table(table) + " l";
    return isOne()
        ? rows + joined + " WHERE " + hosts() + " AND " + all(old)
        : rows + " JOIN (" + relation() + ") c ON " + each(old) + joined + " WHERE " + near(old);
  }

  private String delete(String table, String old) {
    String rows = "DELETE FROM " + Identifiers.table(table) + " l";
    return isOne()
        ? rows + " WHERE " + hosts() + " AND " + all(old)
        : rows + " USING (" + relation() + ") c WHERE " + each(old) + " AND " + near(old);
  }

  private static String each(String old) {
    return "l.host = c.host AND " + old + " c.before";
  }

  private String all(String old) {
    return old + " " + dialect.instant(Collections.max(before.values()));
  }

  private String near(String old) {
    return all(old)
        + dialect.implied(hosts())
        + dialect.onlyOf("l.host", before.keySet().stream().mapToInt(Integer::intValue));
  }

  private boolean isOne() {
    Set<Instant> times = new TreeSet<>(before.values());
    return times.size() == 1;
  }
}
