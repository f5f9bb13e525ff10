// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/**
 * Copies all that a store has into one that is empty: each table in pages, one of them in memory at
 * a time, out of one snapshot. What is complete when it is killed is not copied again.
 */
public final class Transfer {
  /** What each store knows of itself alone. */
  private static final Set<String> OWN =
      Set.of(
          "version",
          "epoch",
          "alert_leader",
          "journal",
          "lost",
          "part",
          "aside",
          "clustered",
          "reader",
          Filling.TABLE);

  private final Database from;
  private final Database to;
  private final Grants grants;

  /**
   * From one store to another.
   *
   * @param grants who may read the other one's views
   */
  public Transfer(Database from, Database to, Grants grants) {
    this.from = from;
    this.to = to;
    this.grants = grants;
  }

  /**
   * Copies while nobody adds rows to either; what adds waits.
   *
   * @param described the probes whose tables the storage knows
   * @return the tables that are left out, as nobody knows whose they are
   */
  public List<String> run(List<ProbeTables> described, StoreCopy.Progress progress) {
    List<String> left = new ArrayList<>();
    alone(
        from, () -> alone(to, () -> from.look(old -> left.addAll(copy(old, described, progress)))));
    return left;
  }

  // Not in the transaction that reads: its snapshot would be older than the lock.
  private static void alone(Database database, Runnable work) {
    if (database.dialect().isShared()) {
      database.changeAlone(_ -> work.run());
    } else {
      work.run();
    }
  }

  private List<String> copy(
      Transaction old, List<ProbeTables> described, StoreCopy.Progress progress) {
    Filling filling = new Filling(to);
    Set<String> complete = filling.begin(books(old));
    List<String> left = new ArrayList<>(CopiedTable.names(old));
    left.removeAll(OWN);
    List<String> ofJava = left.stream().filter(Identifiers::isForReaders).toList();
    to.change(transaction -> create(transaction, described, CopiedTable.of(old, ofJava)));
    Set<String> both = new TreeSet<>(left);
    both.retainAll(to.read(CopiedTable::names));
    left.removeAll(both);
    List<CopiedTable> targets = to.read(transaction -> CopiedTable.of(transaction, both));
    long all = targets.stream().mapToLong(table -> table.rows(old)).sum();
    long[] rows = {0};
    for (CopiedTable table : targets) {
      if (complete.contains(table.name())) {
        rows[0] += table.rows(old);
      } else {
        table.fill(to, old, more -> progress.copied(Math.min(rows[0] += more, all), all));
        filling.done(table.name());
      }
      progress.copied(rows[0], all);
    }
    return left;
  }

  /** What changes with whatever is accepted, archived or purged. */
  private static String books(Transaction old) {
    // One by one: a store of several machines adds up one table at a time.
    return old.one(
            "SELECT 'accepted ' || coalesce(sum(accepted), 0) || ', purged '"
                + " || coalesce(sum(purged), 0) FROM domestik.ledger",
            row -> row.getString(1))
        + (", archived " + number(old, "coalesce(sum(samples), 0)", "book"))
        + (", hosts " + number(old, "count(*)", "host"))
        + (", probes " + number(old, "count(*)", "probe"));
  }

  private static long number(Transaction old, String sum, String table) {
    return old.one("SELECT " + sum + " FROM " + Identifiers.table(table), row -> row.getLong(1));
  }

  private void create(
      Transaction transaction, List<ProbeTables> described, List<CopiedTable> ofJava) {
    for (ProbeTables probe : described) {
      if (!Schema.has(transaction, probe.live())) {
        transaction.run(probe.statements().create(transaction.dialect()));
        transaction.run(probe.statements().createViews());
      }
    }
    for (CopiedTable table : ofJava) {
      if (!Schema.has(transaction, table.name())) {
        transaction.run(table.create());
      }
    }
    grants.apply(transaction);
  }
}
