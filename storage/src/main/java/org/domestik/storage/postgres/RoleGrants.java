// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.storage.Login;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Lets roles of PostgreSQL read the probes' views and Java probes' tables there are and will be,
 * and nothing else: those the configuration names, and the one that strangers' questions are asked
 * by.
 *
 * <p>Which they are stands in the database, so that servers that share it grant alike.
 */
public final class RoleGrants implements Grants {
  private static final String CURE =
      "sql is not answered: it needs a role of PostgreSQL that may read the views and nothing else,"
          + " and this server may create none. Create it as an administrator, CREATE ROLE"
          + " domestik_reader LOGIN PASSWORD '…', and write reader = \"domestik_reader\" and"
          + " reader_password = \"…\" into server.conf; the server then lets it read the views";

  private final List<String> roles;
  private final @Nullable Login reader;

  /** {@code reader}: by whom questions are asked; null: a role that the server creates. */
  public RoleGrants(List<String> roles, @Nullable Login reader) {
    this.roles = roles;
    this.reader = reader;
  }

  @Override
  public void setUp(Database database) {
    database.changeAlone(
        transaction -> {
          for (String role : roles) {
            add(transaction, "grant", role);
            narrow(transaction, role);
          }
          if (reader != null) {
            add(transaction, "reader", reader.user());
          }
          apply(transaction);
        });
    if (reader == null) {
      try {
        database.changeAlone(
            transaction -> {
              createReader(transaction);
              apply(transaction);
            });
      } catch (StorageUnavailable e) {
        Log.LOGGER.warning(() -> "no role for sql could be created: " + e.getMessage());
      }
    }
  }

  @Override
  public Login reader(Database database) {
    if (reader != null) {
      return reader;
    }
    List<Login> created =
        database.read(
            transaction ->
                transaction.list(
                    "SELECT role, password FROM domestik.reader WHERE password IS NOT NULL",
                    row -> new Login(row.getString(1), row.getString(2))));
    if (created.isEmpty()) {
      throw new BadInput(CURE);
    }
    return created.getFirst();
  }

  private static void add(Transaction transaction, String key, String role) {
    if (!transaction.any("SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
      throw new BadInput(
          key + ": PostgreSQL has no role \"" + role + "\"; create it: CREATE ROLE " + role);
    }
    if (!transaction.any("SELECT 1 FROM domestik.reader WHERE role = ?", role)) {
      transaction.execute("INSERT INTO domestik.reader (role) VALUES (?)", role);
    }
  }

  /** Takes back what earlier versions granted: every table there is and will be. */
  private static void narrow(Transaction transaction, String role) {
    boolean isWide =
        transaction.any(
            """
            SELECT 1 FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace,
              aclexplode(d.defaclacl) a JOIN pg_roles r ON r.oid = a.grantee
            WHERE n.nspname = 'domestik' AND r.rolname = ?
            """,
            role);
    if (isWide) {
      String quoted = Identifiers.quoted(role);
      transaction.run(
          "ALTER DEFAULT PRIVILEGES IN SCHEMA domestik REVOKE SELECT ON TABLES FROM " + quoted);
      transaction.run("REVOKE SELECT ON ALL TABLES IN SCHEMA domestik FROM " + quoted);
    }
  }

  private static void createReader(Transaction transaction) {
    boolean may =
        transaction.any(
            "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)");
    boolean isThere =
        transaction.any(
            """
            SELECT 1 FROM domestik.reader t JOIN pg_roles r ON r.rolname = t.role
            WHERE t.password IS NOT NULL
            """);
    if (isThere || !may) {
      return;
    }
    // Roles are the whole cluster's; another database of it may have a store too.
    String role =
        transaction.one(
            "SELECT 'domestik_reader_' || oid FROM pg_database WHERE datname = current_database()",
            row -> row.getString(1));
    String name = Identifiers.quoted(role);
    String password = password();
    boolean exists = transaction.any("SELECT 1 FROM pg_roles WHERE rolname = ?", role);
    transaction.run(
        (exists ? "ALTER ROLE " : "CREATE ROLE ") + name + " LOGIN PASSWORD '" + password + "'");
    if (transaction.any("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")) {
      // Only an administrator may; what a question puts aside must not fill the disk.
      transaction.run("ALTER ROLE " + name + " SET temp_file_limit = '512MB'");
    }
    transaction.execute("DELETE FROM domestik.reader WHERE password IS NOT NULL");
    transaction.execute(
        "INSERT INTO domestik.reader (role, password) VALUES (?, ?)", role, password);
  }

  private static String password() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public void apply(Transaction transaction) {
    List<String> readers =
        transaction.list(
            "SELECT DISTINCT t.role FROM domestik.reader t JOIN pg_roles r ON r.rolname = t.role",
            row -> row.getString(1));
    Set<String> readByWorkers = CitusStatements.readByWorkers(transaction);
    for (String role : readers) {
      String quoted = Identifiers.quoted(role);
      List<String> unread =
          transaction.list(
              """
              SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = 'domestik' AND c.relkind IN ('r', 'v', 'm', 'p')
                AND NOT has_table_privilege(?, c.oid, 'SELECT')
              """,
              row -> row.getString(1),
              role);
      transaction.run("GRANT USAGE ON SCHEMA domestik TO " + quoted);
      for (String name : unread) {
        if (Identifiers.isForReaders(name) || readByWorkers.contains(name)) {
          transaction.run("GRANT SELECT ON " + Identifiers.table(name) + " TO " + quoted);
        }
      }
    }
  }
}
