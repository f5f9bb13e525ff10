// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.rights;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.domestik.storage.access.AuditLine;
import org.domestik.storage.access.Enrolment;
import org.domestik.storage.access.Session;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.Twin;
import org.domestik.storage.access.User;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Each record as a row of its table, and back. */
final class Rows {
  static final String USERS = "access_user";
  static final String TOKENS = "access_token";
  static final String SESSIONS = "access_session";
  static final String ENROLMENTS = "access_enrolment";
  static final String AUDIT = "access_audit";
  static final String TWINS = "access_twin";
  static final String CHANGES = "access_changes";

  static final List<String> USER = List.of("name", "role", "password", "created", "last_login");
  static final List<String> TOKEN =
      List.of(
          "name",
          "hash",
          "role",
          "hosts",
          "host",
          "agent",
          "said",
          "created",
          "expires",
          "last_use");
  static final List<String> SESSION =
      List.of("hash", "id", "name", "address", "agent", "created", "last_use", "expires");
  static final List<String> ENROLMENT =
      List.of("hash", "hosts", "uses", "made", "created", "expires");
  static final List<String> LINE = List.of("time", "who", "address", "what", "detail");

  static final List<String> TWIN = List.of("host", "boot", "copy", "noticed");

  private Rows() {}

  /** Creates the tables where they are not there yet. */
  static void create(Transaction transaction) {
    transaction.createSchema();
    transaction.run(tables());
  }

  private static List<String> tables() {
    return List.of(
        table(
            USERS,
            "name TEXT NOT NULL, role TEXT NOT NULL, password TEXT NOT NULL,"
                + " created TIMESTAMPTZ NOT NULL, last_login TIMESTAMPTZ"),
        table(
            TOKENS,
            "name TEXT NOT NULL, hash TEXT NOT NULL, role TEXT NOT NULL, hosts TEXT NOT NULL,"
                + " host TEXT, agent TEXT, created TIMESTAMPTZ NOT NULL, expires TIMESTAMPTZ,"
                + " last_use TIMESTAMPTZ"),
        "ALTER TABLE domestik.access_token ADD COLUMN IF NOT EXISTS said TEXT",
        table(
            SESSIONS,
            "hash TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,"
                + " agent TEXT NOT NULL, created TIMESTAMPTZ NOT NULL,"
                + " last_use TIMESTAMPTZ NOT NULL, expires TIMESTAMPTZ NOT NULL"),
        table(
            ENROLMENTS,
            "hash TEXT NOT NULL, hosts TEXT NOT NULL, uses INTEGER NOT NULL,"
                + " created TIMESTAMPTZ NOT NULL, expires TIMESTAMPTZ NOT NULL"),
        "ALTER TABLE domestik.access_enrolment ADD COLUMN IF NOT EXISTS made INTEGER",
        table(
            AUDIT,
            "time TIMESTAMPTZ NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL,"
                + " what TEXT NOT NULL, detail TEXT NOT NULL"),
        table(
            TWINS,
            "host TEXT NOT NULL, boot TEXT NOT NULL, copy TEXT NOT NULL,"
                + " noticed TIMESTAMPTZ NOT NULL"),
        table(CHANGES, "number BIGINT NOT NULL"),
        "INSERT INTO domestik.access_changes SELECT 0"
            + " WHERE NOT EXISTS (SELECT * FROM domestik.access_changes)");
  }

  private static String table(String name, String columns) {
    return "CREATE TABLE IF NOT EXISTS " + Identifiers.table(name) + " (" + columns + ")";
  }

  static Map<String, @Nullable Object> of(User it) {
    return row(USER, it.name(), it.role(), it.password(), it.created(), it.lastLogin());
  }

  static Map<String, @Nullable Object> of(Token it) {
    return row(
        TOKEN,
        it.name(),
        it.hash(),
        it.role(),
        it.hosts(),
        it.host(),
        it.agent(),
        it.said(),
        it.created(),
        it.expires(),
        it.lastUse());
  }

  static Map<String, @Nullable Object> of(Session it) {
    return row(
        SESSION,
        it.hash(),
        it.id(),
        it.user(),
        it.address(),
        it.agent(),
        it.created(),
        it.seen(),
        it.expires());
  }

  static Map<String, @Nullable Object> of(Enrolment it) {
    return row(ENROLMENT, it.hash(), it.hosts(), it.uses(), it.made(), it.created(), it.expires());
  }

  static Map<String, @Nullable Object> of(AuditLine it) {
    return row(LINE, it.time(), it.who(), it.address(), it.what(), it.detail());
  }

  static Map<String, @Nullable Object> of(Twin it) {
    return row(TWIN, it.host(), it.boot().toString(), it.copy().toString(), it.noticed());
  }

  static Twin twin(Map<String, @Nullable Object> row) {
    return new Twin(
        text(row, "host"),
        UUID.fromString(text(row, "boot")),
        UUID.fromString(text(row, "copy")),
        time(row, "noticed"));
  }

  static User user(Map<String, @Nullable Object> row) {
    return new User(
        text(row, "name"),
        text(row, "role"),
        text(row, "password"),
        time(row, "created"),
        (Instant) row.get("last_login"));
  }

  static Token token(Map<String, @Nullable Object> row) {
    return new Token(
        text(row, "name"),
        text(row, "hash"),
        text(row, "role"),
        text(row, "hosts"),
        (String) row.get("host"),
        (String) row.get("agent"),
        (String) row.get("said"),
        time(row, "created"),
        (Instant) row.get("expires"),
        (Instant) row.get("last_use"));
  }

  static Session session(Map<String, @Nullable Object> row) {
    return new Session(
        text(row, "hash"),
        text(row, "id"),
        text(row, "name"),
        text(row, "address"),
        text(row, "agent"),
        time(row, "created"),
        time(row, "last_use"),
        time(row, "expires"));
  }

  static Enrolment enrolment(Map<String, @Nullable Object> row) {
    return new Enrolment(
        text(row, "hash"),
        text(row, "hosts"),
        ((Number) Objects.requireNonNull(row.get("uses"))).intValue(),
        row.get("made") instanceof Number made ? made.intValue() : 0,
        time(row, "created"),
        time(row, "expires"));
  }

  static AuditLine line(Map<String, @Nullable Object> row) {
    return new AuditLine(
        time(row, "time"),
        text(row, "who"),
        text(row, "address"),
        text(row, "what"),
        text(row, "detail"));
  }

  private static Map<String, @Nullable Object> row(
      List<String> columns, @Nullable Object... cells) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      row.put(columns.get(i), cells[i]);
    }
    return row;
  }

  private static String text(Map<String, @Nullable Object> row, String column) {
    return (String) Objects.requireNonNull(row.get(column));
  }

  private static Instant time(Map<String, @Nullable Object> row, String column) {
    return (Instant) Objects.requireNonNull(row.get(column));
  }
}
