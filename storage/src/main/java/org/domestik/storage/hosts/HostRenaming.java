// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.hosts;

import java.util.function.Consumer;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.storage.Probe;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Transaction;

/** Gives a host another name, under which it has all it had. */
public final class HostRenaming {
  private final Database database;
  private final Catalog catalog;

  public HostRenaming(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /**
   * Renames it; {@code more} is done in the same transaction.
   *
   * @throws BadInput where there is no such host, or data under the other name
   */
  public void rename(String host, String name, Consumer<Transaction> more) {
    KnownHost old = HostRemoval.known(catalog, host);
    Names.host(name);
    if (host.equals(name)) {
      throw new BadInput("host \"" + host + "\" has that name already");
    }
    KnownHost taken = catalog.host(name);
    if (taken != null) {
      if (hasData(taken)) {
        throw new BadInput(
            "there is data of a host \""
                + name
                + "\" already, and two hosts cannot become one; take another name, or remove that"
                + " one first: ./domestik delete --host "
                + name);
      }
      new HostRemoval(database, catalog).remove(name);
    }
    catalog.rename(
        old,
        name,
        transaction -> {
          checkTables(transaction, host);
          more.accept(transaction);
        });
  }

  private boolean hasData(KnownHost host) {
    return database.read(
        transaction ->
            transaction.any("SELECT host FROM domestik.ledger WHERE host = ?", host.id()));
  }

  /** Those written in Java keep the host's name in tables that nobody else knows. */
  private void checkTables(Transaction transaction, String host) {
    for (KnownProbe probe : catalog.probes()) {
      if (probe.kind() instanceof HandWritten(Probe written)
          && !(written.storedData(transaction, host).isEmpty()
              && written.archivedData(transaction, host).isEmpty())) {
        throw new BadInput(
            "host \""
                + host
                + "\" has data of probe \""
                + written.name()
                + "\", which is written in Java and keeps names of hosts in tables of its own: it"
                + " cannot be renamed");
      }
    }
  }
}
