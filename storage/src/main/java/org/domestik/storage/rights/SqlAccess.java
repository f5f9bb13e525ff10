// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.rights;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.AuditLine;
import org.domestik.storage.access.Credentials;
import org.domestik.storage.access.Enrolment;
import org.domestik.storage.access.Session;
import org.domestik.storage.access.Spent;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.Twin;
import org.domestik.storage.access.User;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** {@link Access} on a {@link Database}. Its tables are created at first need. */
public final class SqlAccess implements Access {
  /** The tables of what users, tokens and sessions are known by. */
  public static final Set<String> SECRET =
      Set.of(Rows.USERS, Rows.TOKENS, Rows.SESSIONS, Rows.ENROLMENTS);

  private static final int USES_AT_ONCE = 1_000;

  private final Database database;
  private volatile boolean ready;

  public SqlAccess(Database database) {
    this.database = database;
  }

  private Database database() {
    if (!ready) {
      synchronized (this) {
        if (!ready) {
          database.write(
              transaction -> {
                transaction.run(database.dialect().lockAlone());
                Rows.create(transaction);
                return true;
              });
          ready = true;
        }
      }
    }
    return database;
  }

  private <T> T write(Function<Transaction, T> work) {
    return database()
        .write(
            transaction -> {
              transaction.run(database.dialect().lockTable(Rows.CHANGES));
              transaction.execute("UPDATE domestik.access_changes SET number = number + 1");
              return work.apply(transaction);
            });
  }

  @Override
  public long changes() {
    return database()
        .read(
            transaction ->
                transaction.select(Rows.CHANGES, List.of("number"), Map.of(), List.of()).stream()
                    .map(row -> ((Number) Objects.requireNonNull(row.get("number"))).longValue())
                    .findFirst()
                    .orElse(0L));
  }

  @Override
  public Credentials credentials() {
    return database()
        .read(
            transaction ->
                new Credentials(
                    users(transaction),
                    all(transaction, Rows.TOKENS, Rows.TOKEN, Rows::token, Token::hash),
                    all(transaction, Rows.SESSIONS, Rows.SESSION, Rows::session, Session::hash),
                    all(
                        transaction,
                        Rows.ENROLMENTS,
                        Rows.ENROLMENT,
                        Rows::enrolment,
                        Enrolment::hash)));
  }

  private static <T> Map<String, T> all(
      Transaction transaction,
      String table,
      List<String> columns,
      Function<Map<String, @Nullable Object>, T> made,
      Function<T, String> key) {
    Map<String, T> all = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row :
        transaction.select(table, columns, Map.of(), List.of())) {
      T each = made.apply(row);
      all.put(key.apply(each), each);
    }
    return all;
  }

  private static boolean has(Transaction transaction, String table, String name) {
    return !transaction.select(table, List.of("name"), Map.of("name", name), List.of()).isEmpty();
  }

  private static boolean delete(Transaction transaction, String table, String name) {
    return transaction.execute("DELETE FROM " + Identifiers.table(table) + " WHERE name = ?", name)
        > 0;
  }

  private boolean insert(String table, String name, Map<String, @Nullable Object> row) {
    return write(
        transaction -> {
          if (has(transaction, table, name)) {
            return false;
          }
          transaction.insert(table, row);
          return true;
        });
  }

  @Override
  public boolean add(User user) {
    return insert(Rows.USERS, user.name(), Rows.of(user));
  }

  @Override
  public void change(
      String name, Function<Map<String, User>, @Nullable User> change, @Nullable String but) {
    write(
        transaction -> {
          User user = change.apply(users(transaction));
          delete(transaction, Rows.USERS, name);
          if (user != null) {
            transaction.insert(Rows.USERS, Rows.of(user));
          }
          return transaction.execute(
              "DELETE FROM domestik.access_session WHERE name = ? AND hash <> ?",
              name,
              but == null ? "" : but);
        });
  }

  private static Map<String, User> users(Transaction transaction) {
    return all(transaction, Rows.USERS, Rows.USER, Rows::user, User::name);
  }

  @Override
  public boolean add(Token token) {
    return insert(Rows.TOKENS, token.name(), Rows.of(token));
  }

  @Override
  public boolean removeToken(String name) {
    return write(transaction -> delete(transaction, Rows.TOKENS, name));
  }

  @Override
  public boolean login(User user, Session session) {
    return write(
        transaction -> {
          boolean there =
              transaction.execute(
                      "UPDATE domestik.access_user SET last_login = ?"
                          + " WHERE name = ? AND role = ? AND password = ?",
                      session.created(),
                      user.name(),
                      user.role(),
                      user.password())
                  > 0;
          if (there) {
            transaction.insert(Rows.SESSIONS, Rows.of(session));
          }
          return there;
        });
  }

  @Override
  public void removeSession(String hash) {
    write(
        transaction ->
            transaction.execute("DELETE FROM domestik.access_session WHERE hash = ?", hash));
  }

  @Override
  public void add(Enrolment enrolment) {
    write(
        transaction -> {
          transaction.insert(Rows.ENROLMENTS, Rows.of(enrolment));
          return true;
        });
  }

  @Override
  public Spent spend(Enrolment enrolment, Token token, boolean replacing) {
    return write(
        transaction -> {
          // Here and not before: machines made of one image come at the same moment.
          if (!replacing && isOfAnother(transaction, token)) {
            return Spent.TAKEN;
          }
          boolean left =
              transaction.execute(
                      "UPDATE domestik.access_enrolment SET uses = uses - 1"
                          + " WHERE hash = ? AND uses > 0",
                      enrolment.hash())
                  > 0;
          if (!left) {
            return Spent.USED_UP;
          }
          delete(transaction, Rows.TOKENS, token.name());
          transaction.insert(Rows.TOKENS, Rows.of(token));
          return Spent.DONE;
        });
  }

  private static boolean isOfAnother(Transaction transaction, Token token) {
    return transaction.any(
        "SELECT 1 FROM domestik.access_token WHERE name = ? AND agent IS DISTINCT FROM ?",
        token.name(),
        token.agent());
  }

  @Override
  public void used(Map<String, Instant> times) {
    List<Map.Entry<String, Instant>> all = List.copyOf(times.entrySet());
    database()
        .write(
            transaction -> {
              for (int from = 0; from < all.size(); from += USES_AT_ONCE) {
                note(transaction, all.subList(from, Math.min(all.size(), from + USES_AT_ONCE)));
              }
              return true;
            });
  }

  /**
   * A statement for each would read the table anew as often: a fleet uses all of it in a minute.
   */
  private static void note(Transaction transaction, List<Map.Entry<String, Instant>> times) {
    String values =
        String.join(
            ", ", Collections.nCopies(times.size(), "(CAST(? AS TEXT), CAST(? AS TIMESTAMPTZ))"));
    Object[] arguments =
        times.stream().flatMap(it -> Stream.of(it.getKey(), it.getValue())).toArray();
    for (String table : List.of(Rows.TOKENS, Rows.SESSIONS)) {
      transaction.execute(
          "UPDATE %s SET last_use = u.time FROM (VALUES %s) u(hash, time) WHERE %1$s.hash = u.hash"
              .formatted(Identifiers.table(table), values),
          arguments);
    }
  }

  @Override
  public List<Twin> twins() {
    return database()
        .read(
            transaction ->
                transaction.select(Rows.TWINS, Rows.TWIN, Map.of(), List.of()).stream()
                    .map(Rows::twin)
                    .toList());
  }

  @Override
  public void put(Twin twin) {
    database()
        .write(
            transaction -> {
              transaction.execute("DELETE FROM domestik.access_twin WHERE host = ?", twin.host());
              transaction.insert(Rows.TWINS, Rows.of(twin));
              return true;
            });
  }

  /** Lets the token of a host speak for it under another name; its agent need not know of it. */
  public void rename(Transaction transaction, String host, String name) {
    Rows.create(transaction); // Perhaps nobody has asked for them yet.
    for (String sql :
        List.of(
            "UPDATE domestik.access_token SET said = host WHERE host = ? AND said IS NULL",
            "DELETE FROM domestik.access_twin WHERE host = ?")) {
      transaction.execute(sql, host);
    }
    transaction.execute(
        "UPDATE domestik.access_token SET hosts = ? WHERE host = ? AND hosts = host", name, host);
    transaction.execute(
        "UPDATE domestik.access_token SET name = ?, host = ? WHERE host = ?",
        "host:" + name,
        name,
        host);
    transaction.execute("UPDATE domestik.access_changes SET number = number + 1");
  }

  @Override
  public void forget(Instant before) {
    write(
        transaction ->
            transaction.execute("DELETE FROM domestik.access_session WHERE expires < ?", before)
                + transaction.execute(
                    "DELETE FROM domestik.access_enrolment WHERE expires < ?", before));
  }

  @Override
  public void note(AuditLine line) {
    database()
        .write(
            transaction -> {
              transaction.insert(Rows.AUDIT, Rows.of(line));
              return true;
            });
  }

  @Override
  public List<AuditLine> audit(int most) {
    return database()
        .read(
            transaction ->
                transaction
                    .query(
                        "SELECT time, who, address, what, detail FROM domestik.access_audit"
                            + " ORDER BY time DESC LIMIT "
                            + most)
                    .stream()
                    .map(Rows::line)
                    .toList());
  }

  @Override
  public void forgetAudit(Instant before) {
    database()
        .write(
            transaction ->
                transaction.execute("DELETE FROM domestik.access_audit WHERE time < ?", before));
  }
}
