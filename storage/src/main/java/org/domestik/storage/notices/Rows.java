// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.notices;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.alert.QuietWindow;
import org.domestik.storage.alert.Told;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Each record as a row of its table, and back. */
final class Rows {
  static final String ALERTS = "alert";
  static final String TOLD = "alert_told";
  static final String SEEN = "alert_seen";
  static final String NOTICES = "alert_notice";
  static final String QUIET = "alert_quiet";
  static final String LEADER = "alert_leader";

  static final String ALERT =
      "series, episode, rule, severity, host, probe, key, value, state, since, ended, last_time,"
          + " last_value, limits, message, changes, flapping";

  /** What {@link Alert#id} is, of a row. */
  static final String ID = "series || '-' || CAST(episode AS TEXT)";

  // No key has a control character in it.
  private static final String LEVELS = "\n";

  private Rows() {}

  /** Creates the tables where they are not there yet, and brings older ones forward. */
  static void setUp(Transaction transaction) {
    transaction.createSchema();
    transaction.run(create());
    // Channels were numbers in schema 2: what waits for one of those is given up, and told.
    if (transaction.any(
        """
        SELECT 1 FROM information_schema.columns
        WHERE table_schema = 'domestik' AND table_name = 'alert_notice'
          AND column_name = 'channel' AND lower(data_type) = 'integer'
        """)) {
      transaction.run("ALTER TABLE domestik.alert_notice ALTER COLUMN channel TYPE TEXT");
    }
  }

  private static List<String> create() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS domestik.alert (
          series TEXT NOT NULL, episode BIGINT NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL,
          host TEXT NOT NULL, probe TEXT, key TEXT NOT NULL, value TEXT, state TEXT NOT NULL,
          since TIMESTAMPTZ NOT NULL, ended TIMESTAMPTZ, last_time TIMESTAMPTZ NOT NULL,
          last_value DOUBLE PRECISION, limits TEXT, message TEXT NOT NULL, changes TEXT NOT NULL,
          flapping BOOLEAN NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS domestik.alert_told (
          series TEXT NOT NULL, target TEXT NOT NULL, what TEXT NOT NULL, episode BIGINT NOT NULL,
          time TIMESTAMPTZ NOT NULL, times INTEGER NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS domestik.alert_seen (
          alert TEXT NOT NULL, who TEXT NOT NULL, time TIMESTAMPTZ NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS domestik.alert_notice (
          key TEXT NOT NULL, target TEXT NOT NULL, channel TEXT NOT NULL, message TEXT NOT NULL,
          state TEXT NOT NULL, created TIMESTAMPTZ NOT NULL, attempts INTEGER NOT NULL,
          next TIMESTAMPTZ NOT NULL, fault TEXT)""",
        """
        CREATE TABLE IF NOT EXISTS domestik.alert_quiet (
          id TEXT NOT NULL, hosts TEXT NOT NULL, rules TEXT NOT NULL, since TIMESTAMPTZ NOT NULL,
          until TIMESTAMPTZ NOT NULL, zone TEXT NOT NULL, reason TEXT, who TEXT NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS domestik.alert_leader (
          server TEXT NOT NULL, until TIMESTAMPTZ NOT NULL)""");
  }

  static Map<String, @Nullable Object> of(Alert it) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("series", it.series());
    row.put("episode", it.episode());
    row.put("rule", it.rule());
    row.put("severity", it.severity());
    row.put("host", it.host());
    row.put("probe", it.probe());
    row.put("key", String.join(LEVELS, it.key()));
    row.put("value", it.value());
    row.put("state", it.state());
    row.put("since", it.since());
    row.put("ended", it.ended());
    row.put("last_time", it.lastTime());
    row.put("last_value", it.lastValue());
    row.put("limits", it.limit());
    row.put("message", it.message());
    row.put(
        "changes", it.changes().stream().map(Instant::toString).collect(Collectors.joining(" ")));
    row.put("flapping", it.flapping());
    return row;
  }

  static Alert alert(ResultSet row) throws SQLException {
    String key = text(row, 7);
    String changes = text(row, 16);
    double number = row.getDouble(13);
    Double last = row.wasNull() ? null : number;
    return new Alert(
        text(row, 1),
        row.getLong(2),
        text(row, 3),
        text(row, 4),
        text(row, 5),
        row.getString(6),
        key.isEmpty() ? List.of() : List.of(key.split(LEVELS)),
        row.getString(8),
        text(row, 9),
        time(row, 10),
        timeOrNull(row, 11),
        time(row, 12),
        last,
        row.getString(14),
        text(row, 15),
        changes.isEmpty()
            ? List.of()
            : Arrays.stream(changes.split(" ")).map(Instant::parse).toList(),
        row.getBoolean(17));
  }

  static Map<String, @Nullable Object> of(Told it) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("series", it.series());
    row.put("target", it.target());
    row.put("what", it.what());
    row.put("episode", it.episode());
    row.put("time", it.at());
    row.put("times", it.times());
    return row;
  }

  static Told told(ResultSet row) throws SQLException {
    return new Told(
        text(row, 1), text(row, 2), text(row, 3), row.getLong(4), time(row, 5), row.getInt(6));
  }

  static Map<String, @Nullable Object> of(Acknowledgement it) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("alert", it.alert());
    row.put("who", it.who());
    row.put("time", it.at());
    return row;
  }

  static Acknowledgement seen(ResultSet row) throws SQLException {
    return new Acknowledgement(text(row, 1), text(row, 2), time(row, 3));
  }

  static Map<String, @Nullable Object> of(Notice it) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("key", it.key());
    row.put("target", it.target());
    row.put("channel", it.channel());
    row.put("message", it.message());
    row.put("state", it.state());
    row.put("created", it.created());
    row.put("attempts", it.attempts());
    row.put("next", it.next());
    row.put("fault", it.fault());
    return row;
  }

  static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        text(row, 1),
        text(row, 2),
        text(row, 3),
        text(row, 4),
        text(row, 5),
        time(row, 6),
        row.getInt(7),
        time(row, 8),
        row.getString(9));
  }

  static Map<String, @Nullable Object> of(QuietWindow it) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", it.id());
    row.put("hosts", String.join(LEVELS, it.hosts()));
    row.put("rules", String.join(LEVELS, it.rules()));
    row.put("since", it.from());
    row.put("until", it.to());
    row.put("zone", it.zone());
    row.put("reason", it.reason());
    row.put("who", it.who());
    return row;
  }

  static QuietWindow quiet(ResultSet row) throws SQLException {
    return new QuietWindow(
        text(row, 1),
        List.of(text(row, 2).split(LEVELS)),
        List.of(text(row, 3).split(LEVELS)),
        time(row, 4),
        time(row, 5),
        text(row, 6),
        row.getString(7),
        text(row, 8));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getString(column));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(timeOrNull(row, column));
  }

  private static @Nullable Instant timeOrNull(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
