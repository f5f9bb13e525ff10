// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.domestik.model.delivery.Run;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/** The tables that are the same whatever probes there are. */
public final class Schema {
  /** Those that every batch may add to, beside its probes' own. */
  public static final List<String> OF_ALL_BATCHES =
      List.of("host", "probe", "delivery", "ledger", "run", "epoch");

  /** Adds to the books what changes no sum; to be taken back all the same. */
  public static final String ENTRY_OF_NOTHING =
      "INSERT INTO domestik.ledger (host, probe, accepted, purged) VALUES (0, 0, 0, 0)";

  /**
   * The entries of the ledger that say when a host spoke last: those that are new, and one of each
   * host and probe. Others have as many as there are hours of live data.
   */
  public static final String SAYS_LAST = "last_sample IS NOT NULL";

  /** The few runs that say when a machine went to sleep. */
  public static final String IS_SLEEP =
      "script = '%s' AND probe = '%s'".formatted(Run.SLEEP, Run.AGENT);

  /** The conflicts of senders' own numbers; a file that has grown is known by its contents. */
  public static final String IS_SENDERS = "substr(boot, 15, 1) <> '3'";

  private Schema() {}

  /** Those that have rows of hosts, by their number in a column {@code host}. */
  public static List<String> ofHosts(Dialect dialect) {
    List<String> tables =
        new ArrayList<>(List.of("ledger", "book", "delivery", "conflict", "run", "said"));
    tables.addAll(dialect.ownTablesOfHosts());
    return tables;
  }

  /** Creates the schema, and the first table, which says what the others are. */
  static void createVersion(Transaction transaction) {
    transaction.createSchema();
    List<String> statements = new ArrayList<>();
    add(statements, "version", "number INTEGER NOT NULL");
    transaction.run(statements);
  }

  /** What creates the others where they are not there yet. */
  public static List<String> create(Dialect dialect) {
    List<String> statements = new ArrayList<>();
    add(statements, "host", "id INTEGER NOT NULL, name TEXT NOT NULL, retired TIMESTAMPTZ");
    // operator: the operator's own words, null where there are none
    add(
        statements,
        "probe",
        """
        id INTEGER NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
        operator TEXT
        """);
    // What a host says of a probe beside that, and how many columns it added to others' tables.
    add(
        statements,
        "said",
        """
        host INTEGER NOT NULL, probe INTEGER NOT NULL, description TEXT,
        columns INTEGER NOT NULL
        """);
    // The batches accepted: first and last sequence of an unbroken run of one boot, and of the
    // latest of these their contents' digests, one behind the other; null: of none.
    add(
        statements,
        "delivery",
        """
        host INTEGER NOT NULL, boot TEXT NOT NULL, first BIGINT NOT NULL,
        last BIGINT NOT NULL, digests TEXT
        """);
    // Those accepted under a sequence that had come with other contents before.
    add(
        statements,
        "conflict",
        """
        host INTEGER NOT NULL, boot TEXT NOT NULL, sequence BIGINT NOT NULL,
        digest TEXT NOT NULL
        """);
    // The books: each entry adds to the sums of its host and probe; last_sample is the latest.
    // What is accepted with an hour, in hours since 1970, is live data of that hour.
    add(
        statements,
        "ledger",
        """
        host INTEGER NOT NULL, probe INTEGER NOT NULL, accepted BIGINT NOT NULL,
        purged BIGINT NOT NULL, last_sample TIMESTAMPTZ, hour INTEGER
        """);
    // What the archive should hold: entries of one host, probe and start of buckets add up.
    add(
        statements,
        "book",
        """
        host INTEGER NOT NULL, probe INTEGER NOT NULL, sample_time TIMESTAMPTZ NOT NULL,
        samples BIGINT NOT NULL
        """);
    add(
        statements,
        "run",
        """
        host INTEGER NOT NULL, script TEXT NOT NULL, probe TEXT NOT NULL,
        outcome TEXT NOT NULL, error TEXT, time TIMESTAMPTZ NOT NULL,
        micros BIGINT NOT NULL
        """);
    statements.addAll(dialect.ownTables());
    // Counts the changes of hosts, probes and series, so that other servers notice.
    add(statements, "epoch", "number BIGINT NOT NULL");
    statements.add(
        "INSERT INTO domestik.epoch SELECT 0 WHERE NOT EXISTS (SELECT * FROM domestik.epoch)");
    statements.addAll(dialect.index("host", List.of("name"), true));
    statements.addAll(dialect.index("probe", List.of("name"), true));
    statements.addAll(dialect.index("delivery", List.of("host", "boot", "first"), true));
    statements.addAll(
        dialect.index("conflict", List.of("host", "boot", "sequence", "digest"), true));
    statements.addAll(dialect.index("said", List.of("host", "probe"), true));
    statements.addAll(dialect.index("ledger", List.of("host", "probe"), false));
    statements.addAll(
        dialect.partIndex("ledger", List.of("host", "probe", "last_sample"), SAYS_LAST));
    statements.addAll(dialect.index("book", List.of("host", "probe", "sample_time"), false));
    statements.addAll(dialect.index("run", List.of("host", "script"), false));
    statements.addAll(dialect.partIndex("run", List.of("host", "time"), IS_SLEEP));
    List.of("host", "probe", "epoch")
        .forEach(table -> statements.addAll(dialect.everywhere(table)));
    List.of("ledger", "book", "delivery", "conflict", "run", "said")
        .forEach(table -> statements.addAll(dialect.byHost(table)));
    statements.addAll(dialect.functions());
    return statements;
  }

  /** Adds the columns that tables from before there were numbers lack. */
  public static void widen(Transaction transaction) {
    if (lacks(transaction, "delivery", "digests")) {
      transaction.run("ALTER TABLE domestik.delivery ADD COLUMN digests TEXT");
    }
  }

  /** Whether a table lacks a column; true also where there is no such table. */
  public static boolean lacks(Transaction transaction, String table, String column) {
    return !transaction.any(
        """
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = 'domestik' AND table_name = ? AND column_name = ?
        """,
        table,
        column);
  }

  /** The tables that have a column. */
  public static Set<String> having(Transaction transaction, String column) {
    return Set.copyOf(
        transaction.list(
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'domestik' AND column_name = ?
            """,
            row -> row.getString(1),
            column));
  }

  /** Whether there is a table. */
  public static boolean has(Transaction transaction, String table) {
    return transaction.any(
        """
        SELECT table_name FROM information_schema.tables
        WHERE table_schema = 'domestik' AND table_name = ?
        """,
        table);
  }

  /** The described probes whose tables are there. */
  public static Set<String> described(Transaction transaction) {
    return Set.copyOf(
        transaction.list(
            """
            SELECT p.name FROM domestik.probe p JOIN information_schema.tables t
              ON t.table_schema = 'domestik' AND t.table_name = 'series_' || p.name
            """,
            row -> row.getString(1)));
  }

  private static void add(List<String> statements, String table, String columns) {
    statements.add("CREATE TABLE IF NOT EXISTS " + Identifiers.table(table) + " (" + columns + ")");
  }
}
