// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Explains what one connection is told, on another beside it: an EXPLAIN changes where Citus does
 * the rest of its transaction. Temporary tables are there too, without rows. What would wait for a
 * lock that the transaction has is explained after it.
 */
final class Explaining implements AutoCloseable {
  private static final Pattern EXPLAINED =
      Pattern.compile(
          "(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE TEMPORARY TABLE \\w+ AS)\\b.*", Pattern.DOTALL);
  private static final Pattern CURSOR =
      Pattern.compile("DECLARE .* CURSOR FOR (SELECT.*)", Pattern.DOTALL);
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "CREATE TEMPORARY TABLE .*|DROP TABLE (IF EXISTS )?\\w+(; .*)?", Pattern.DOTALL);

  /** No table, no column, no schema: the transaction under way changes them just now. */
  private static final Set<String> OF_A_CHANGE = Set.of("42P01", "42703", "3F000");

  private static final String LOCKED = "55P03";

  private record Later(String kind, String sql) {}

  private final List<Later> later = new ArrayList<>();
  private final StoreUnderTest.Emptying.Connecting connecting;
  private final Plans plans;
  private @Nullable Connection beside;

  Explaining(StoreUnderTest.Emptying.Connecting connecting, Plans plans) {
    this.connecting = connecting;
    this.plans = plans;
  }

  /** Explains a statement before it is run; {@code sender} empty: not the product's. */
  void hear(String sender, String sql) throws SQLException {
    String text = sql.strip();
    Matcher cursor = CURSOR.matcher(text);
    String explained = cursor.matches() ? cursor.group(1) : text;
    String kind = sender + " " + explained.split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    try {
      if (text.startsWith("BEGIN")) {
        explainLater();
        run("DISCARD TEMP");
      } else if (EXPLAINED.matcher(explained).matches() && !sender.isEmpty()) {
        plans.note(kind, explained, plan(explained));
      }
      if (TEMPORARY.matcher(text).matches()) {
        run(text.startsWith("DROP") || !text.contains(" AS ") ? text : text + " WITH NO DATA");
      }
    } catch (SQLException e) {
      if (LOCKED.equals(e.getSQLState())) {
        later.add(new Later(kind, explained));
      } else if (!OF_A_CHANGE.contains(e.getSQLState())) {
        throw new SQLException("not explained: " + sql + ": " + e.getMessage(), e);
      }
      plans.unexplained(kind);
    }
  }

  private void explainLater() throws SQLException {
    for (Later one : later) {
      try {
        plans.note(one.kind, one.sql, plan(one.sql));
      } catch (SQLException e) {
        if (!LOCKED.equals(e.getSQLState()) && !OF_A_CHANGE.contains(e.getSQLState())) {
          throw e;
        }
      }
    }
    later.clear();
  }

  private List<String> plan(String sql) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Statement statement = connection().createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + sql)) {
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
    }
    return plan;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connection() throws SQLException {
    Connection there = beside;
    if (there == null) {
      there = connecting.connect();
      beside = there;
      run("SET lock_timeout = '50ms'");
    }
    return there;
  }

  @Override
  public void close() throws SQLException {
    Connection there = beside;
    if (there != null) {
      explainLater();
      there.close();
    }
  }
}
