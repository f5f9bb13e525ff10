// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Probe;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/** The keys of a probe over all hosts, by one statement where the probe is described. */
public final class Keys {
  private final Database database;
  private final KnownProbe probe;

  public Keys(Database database, KnownProbe probe) {
    this.database = database;
    this.probe = probe;
  }

  /** All; which hosts there are is asked only where each must be asked for its own. */
  public Map<String, List<List<String>>> all(Supplier<List<HostStatus>> hosts) {
    return switch (probe.kind()) {
      case ProbeKind.Described _ -> database.read(this::described);
      case HandWritten(Probe it) -> {
        List<HostStatus> all = hosts.get();
        yield database.read(transaction -> written(it, transaction, all));
      }
    };
  }

  private Map<String, List<List<String>>> described(Transaction transaction) {
    List<String> columns =
        probe.description().keys().stream().map(key -> ", s." + Identifiers.quoted(key)).toList();
    String names = String.join("", columns);
    Map<String, List<List<String>>> all = new TreeMap<>();
    transaction.each(
        """
        SELECT h.name%1$s
        FROM %2$s s JOIN domestik.host h ON h.id = s.host
        ORDER BY h.name%1$s
        """
            .formatted(names, Identifiers.table(probe.tables().series())),
        row ->
            all.computeIfAbsent(row.getString(1), host -> new ArrayList<>())
                .add(Transaction.texts(row, 2, columns.size())));
    return all;
  }

  private Map<String, List<List<String>>> written(
      Probe it, Transaction transaction, List<HostStatus> hosts) {
    Map<String, List<List<String>>> all = new TreeMap<>();
    for (HostStatus host : hosts) {
      if (host.probes().contains(probe.name())) {
        TreeSet<List<String>> keys = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        Stream.of(
                it.storedData(transaction, host.host()), it.archivedData(transaction, host.host()))
            .forEach(keys::addAll);
        all.put(host.host(), new ArrayList<>(keys));
      }
    }
    return all;
  }
}
