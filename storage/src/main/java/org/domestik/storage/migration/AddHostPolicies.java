// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.catalog.Agreement;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescription;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Transaction;

/**
 * Gives each host an archive policy of its own in a store from before hosts had them: the one that
 * was in force for all, whoever said it, so that nothing is purged earlier than until then.
 */
final class AddHostPolicies {
  private final Database database;
  private final Catalog catalog;

  AddHostPolicies(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Does so where it was not done yet, in one transaction. */
  void fill() {
    List<KnownProbe> shared = catalog.probes().stream().filter(AddHostPolicies::isShared).toList();
    if (shared.isEmpty()) {
      return;
    }
    database.changeAlone(
        transaction -> {
          shared.forEach(probe -> divide(transaction, probe));
          transaction.execute("UPDATE domestik.epoch SET number = number + 1");
        });
    catalog.load();
  }

  /** What is in force has a policy today only where the operator says one. */
  private static boolean isShared(KnownProbe probe) {
    ProbeDescription operator = probe.operator();
    return probe.description().archive() != null
        && (operator == null || operator.archive() == null);
  }

  private static void divide(Transaction transaction, KnownProbe probe) {
    ProbeDescription words = probe.description();
    Set<Integer> hosts = new LinkedHashSet<>();
    transaction.each(
        "SELECT DISTINCT host FROM domestik.ledger WHERE probe = ?",
        row -> hosts.add(row.getInt(1)),
        probe.id());
    // What a host has said for itself since stands above it.
    transaction.each(
        "SELECT host FROM domestik.said WHERE probe = ?",
        row -> hosts.remove(row.getInt(1)),
        probe.id());
    hosts.forEach(
        host ->
            HostDescriptions.write(transaction, host, probe.id(), new HostDescription(words, 0)));
    transaction.execute(
        "UPDATE domestik.probe SET description = ? WHERE id = ?",
        DescriptionText.write(Agreement.withArchive(words, null)),
        probe.id());
  }
}
