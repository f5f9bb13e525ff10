// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Alerts;
import org.domestik.storage.alert.Changes;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.alert.QuietWindow;
import org.domestik.storage.alert.Told;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** {@link Alerts} on a {@link Database}. Its tables are created at first need. */
public final class SqlAlerts implements Alerts {
  private static final String NOTICE =
      "SELECT key, target, channel, message, state, created, attempts, next, fault FROM ";

  private static final String NOTICES = NOTICE + "domestik.alert_notice";

  /** The oldest of each way out, so that one with thousands leaves room for the others. */
  private static final String DUE =
      NOTICE
          + """
          (
            SELECT n.*, row_number() OVER (PARTITION BY target, channel ORDER BY created, key) AS place
            FROM domestik.alert_notice n
            WHERE state = 'waiting' AND (next <= ? OR next > ?) AND NOT EXISTS (
              SELECT 1 FROM domestik.alert_notice o
              WHERE o.state = 'waiting' AND o.next > ? AND o.next <= ? AND o.attempts < ?
                AND o.target = n.target AND o.channel = n.channel AND o.created < n.created)
          ) AS waiting WHERE place <= ? ORDER BY created, key""";

  /** One that has failed so often holds up no other any more: it may be the one that is wrong. */
  private static final int HELD_UP = 7;

  /** A turn that is further away was set by a clock that was ahead: it is now. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Database database;
  private final Lease lease;
  private volatile boolean ready;

  public SqlAlerts(Database database) {
    this.database = database;
    lease = database.dialect().isShared() ? new Lease.Shared() : new Lease.Own();
  }

  private Database database() {
    if (!ready) {
      synchronized (this) {
        if (!ready) {
          database.changeAlone(Rows::setUp);
          ready = true;
        }
      }
    }
    return database;
  }

  @Override
  public boolean lead(String server, Instant now, Instant until) {
    return lease.take(database(), server, now, until);
  }

  /** Whether a server judges and tells now, or did so a moment ago and has not said good-bye. */
  public boolean isLed(Instant now) {
    return database()
        .read(
            transaction ->
                transaction.any(
                    "SELECT 1 FROM domestik.alert_leader WHERE until > ? AND until <= ?",
                    now,
                    now.plus(Lease.LONGEST)));
  }

  @Override
  public List<Alert> newest() {
    return database()
        .read(
            transaction ->
                transaction.list(
                    // A question for each row would be a look at all rows for each on PostgreSQL.
                    "SELECT "
                        + Rows.ALERT
                        + " FROM (SELECT a.*, max(CASE WHEN state <> 'pending' THEN episode END)"
                        + " OVER (PARTITION BY series) AS latest FROM domestik.alert a) AS numbered"
                        + " WHERE state = 'pending' OR episode = latest",
                    Rows::alert));
  }

  @Override
  public List<Alert> since(Instant time, int most) {
    return database()
        .read(
            transaction ->
                transaction.list(
                    // Of too many those that are over are left out first.
                    "SELECT "
                        + Rows.ALERT
                        + " FROM (SELECT * FROM domestik.alert WHERE ended IS NULL OR ended >= ?"
                        + " ORDER BY CASE WHEN ended IS NULL THEN 0 ELSE 1 END, since DESC, series,"
                        + " episode LIMIT "
                        + most
                        + ") AS latest ORDER BY since DESC, series, episode",
                    Rows::alert,
                    time));
  }

  @Override
  public List<Told> told() {
    return database()
        .read(
            transaction ->
                transaction.list(
                    "SELECT series, target, what, episode, time, times FROM domestik.alert_told",
                    Rows::told));
  }

  @Override
  public List<Acknowledgement> acknowledged() {
    return database()
        .read(
            transaction ->
                transaction.list("SELECT alert, who, time FROM domestik.alert_seen", Rows::seen));
  }

  @Override
  public boolean save(String server, Changes changes) {
    return database()
        .write(
            transaction -> {
              if (!lease.holds(transaction, server)) {
                return false;
              }
              apply(transaction, changes);
              return true;
            });
  }

  private static void apply(Transaction transaction, Changes changes) {
    List<String> replaced = new ArrayList<>(changes.removed());
    changes.put().forEach(alert -> replaced.add(alert.id()));
    Bulk.delete(transaction, Rows.ALERTS, Rows.ID, replaced);
    Bulk.insert(transaction, Rows.ALERTS, changes.put().stream().map(Rows::of).toList());
    Bulk.delete(transaction, Rows.SEEN, "alert", changes.removed());
    List<String> lines = new ArrayList<>();
    changes.forgotten().forEach(told -> lines.add(line(told)));
    changes.told().forEach(told -> lines.add(line(told)));
    Bulk.delete(transaction, Rows.TOLD, "series || '-' || target", lines);
    Bulk.insert(transaction, Rows.TOLD, changes.told().stream().map(Rows::of).toList());
    changes.notices().forEach(notice -> add(transaction, notice));
  }

  private static String line(Told told) {
    return told.series() + "-" + told.target();
  }

  private static boolean add(Transaction transaction, Notice notice) {
    if (transaction.any("SELECT 1 FROM domestik.alert_notice WHERE key = ?", notice.key())) {
      return false;
    }
    transaction.insert(Rows.NOTICES, Rows.of(notice));
    return true;
  }

  @Override
  public void acknowledge(Acknowledgement acknowledgement) {
    database()
        .change(
            transaction -> {
              transaction.execute(
                  "DELETE FROM domestik.alert_seen WHERE alert = ?", acknowledgement.alert());
              transaction.insert(Rows.SEEN, Rows.of(acknowledgement));
            });
  }

  @Override
  public List<QuietWindow> quiet(Instant now) {
    return database()
        .read(
            transaction ->
                transaction.list(
                    "SELECT id, hosts, rules, since, until, zone, reason, who"
                        + " FROM domestik.alert_quiet WHERE until > ? ORDER BY since, id",
                    Rows::quiet,
                    now));
  }

  @Override
  public void keep(QuietWindow window) {
    database()
        .change(
            transaction -> {
              transaction.execute("DELETE FROM domestik.alert_quiet WHERE id = ?", window.id());
              transaction.insert(Rows.QUIET, Rows.of(window));
            });
  }

  @Override
  public boolean endQuiet(String id) {
    return database()
        .write(
            transaction ->
                transaction.execute("DELETE FROM domestik.alert_quiet WHERE id = ?", id) > 0);
  }

  /** Takes a host's alerts along under another name, with who was told of them and who saw them. */
  public void rename(Transaction transaction, String host, String name) {
    Rows.setUp(transaction); // Perhaps nobody has asked for them yet.
    lease.freeze(transaction);
    // What is there of a host that had the name before, and was deleted, is another's.
    series(transaction, name).keySet().forEach(series -> forgetSeries(transaction, series));
    series(transaction, host)
        .forEach(
            (series, alert) -> {
              String other =
                  Alert.series(alert.rule(), alert.severity(), name, alert.probe(), alert.key());
              transaction.execute(
                  "UPDATE domestik.alert SET series = ?, host = ? WHERE series = ?",
                  other,
                  name,
                  series);
              transaction.execute(
                  "UPDATE domestik.alert_told SET series = ? WHERE series = ?", other, series);
              transaction.execute(
                  "UPDATE domestik.alert_seen SET alert = ? || substr(alert, ?)"
                      + " WHERE alert LIKE ?",
                  other,
                  series.length() + 1,
                  series + "-%");
            });
  }

  private static Map<String, Alert> series(Transaction transaction, String host) {
    Map<String, Alert> series = new HashMap<>();
    transaction
        .list("SELECT " + Rows.ALERT + " FROM domestik.alert WHERE host = ?", Rows::alert, host)
        .forEach(alert -> series.put(alert.series(), alert));
    return series;
  }

  private static void forgetSeries(Transaction transaction, String series) {
    transaction.execute("DELETE FROM domestik.alert WHERE series = ?", series);
    transaction.execute("DELETE FROM domestik.alert_told WHERE series = ?", series);
    transaction.execute("DELETE FROM domestik.alert_seen WHERE alert LIKE ?", series + "-%");
  }

  @Override
  public List<Notice> due(Instant now, int most) {
    Instant far = now.plus(LONGEST);
    return notices(DUE, now, far, now, far, HELD_UP, most);
  }

  @Override
  public List<Notice> notices(int most) {
    return notices(NOTICES + " ORDER BY created DESC, key LIMIT ?", most);
  }

  private List<Notice> notices(String question, @Nullable Object... arguments) {
    return database().read(transaction -> transaction.list(question, Rows::notice, arguments));
  }

  @Override
  public boolean add(Notice notice) {
    return database().write(transaction -> add(transaction, notice));
  }

  @Override
  public void change(Notice notice) {
    database()
        .change(
            transaction -> {
              long there =
                  transaction.execute(
                      "DELETE FROM domestik.alert_notice WHERE key = ?", notice.key());
              if (there > 0) {
                transaction.insert(Rows.NOTICES, Rows.of(notice));
              }
            });
  }

  @Override
  public void forget(Instant before) {
    database()
        .change(
            transaction -> {
              transaction.execute("DELETE FROM domestik.alert WHERE ended < ?", before);
              transaction.execute("DELETE FROM domestik.alert_quiet WHERE until < ?", before);
              transaction.execute(
                  "DELETE FROM domestik.alert_notice WHERE state <> 'waiting' AND next < ?",
                  before);
              transaction.execute(
                  "DELETE FROM domestik.alert_seen WHERE time < ? AND NOT EXISTS (SELECT 1"
                      + " FROM domestik.alert a"
                      + " WHERE "
                      + Rows.ID
                      + " = alert)",
                  before);
            });
  }
}
