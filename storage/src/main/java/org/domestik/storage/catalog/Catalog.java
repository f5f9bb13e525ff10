// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.storage.Probe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.schema.SchemaVersion;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Transaction;
import org.domestik.storage.tail.TailMemory;
import org.jspecify.annotations.Nullable;

/**
 * The hosts, probes and series the database knows, kept in memory.
 *
 * <p>Any thread may look things up. Changes are made one at a time, in a transaction first and in
 * memory after its commit. Where several servers share a database, {@link #isStale} tells when to
 * {@link #load}.
 */
public final class Catalog {
  private final Database database;
  private final TailMemory memory;
  private final HostDescriptions hostDescriptions;
  private final MemoryBudget budget;
  private final CatalogReader reader;
  private final Peers peers;
  private final Numbering numbering;
  private final Describing describing;

  /** Held by who changes or loads it, until the database has the change. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile KnownHosts hosts = new KnownHosts();
  private volatile Map<String, KnownProbe> probes = Map.of();
  private volatile KeyCounts keyCounts = new KeyCounts();
  private volatile long epoch = -1;

  public Catalog(
      Database database,
      Grants grants,
      TailMemory memory,
      HostDescriptions hostDescriptions,
      MemoryBudget budget) {
    this.database = database;
    this.memory = memory;
    this.hostDescriptions = hostDescriptions;
    this.budget = budget;
    Map<String, Probe> written = new ConcurrentHashMap<>();
    int mostArchived = database.dialect().mostArchived();
    peers = database.dialect().isShared() ? Peers.SOME : Peers.NONE;
    reader = new CatalogReader(memory, budget, written);
    numbering = new Numbering(this, reader, peers);
    describing = new Describing(this, reader, hostDescriptions, grants, mostArchived, written);
  }

  /** Gives numbers to what is new. */
  public Numbering numbering() {
    return numbering;
  }

  /** Changes what probes are. */
  public Describing describing() {
    return describing;
  }

  /** Creates what is not there yet and reads everything; answers the number of its schema. */
  public int setUp() {
    int found =
        database.writeAlone(
            transaction -> {
              int version = SchemaVersion.check(transaction); // Before anything is changed.
              database.dialect().learn(transaction);
              transaction.run(Schema.create(database.dialect()));
              if (version == 0) {
                Schema.widen(transaction);
              }
              return version;
            });
    load();
    return found;
  }

  /** Reads everything anew. */
  public void load() {
    turn.lock();
    try {
      CatalogReader.Found found = database.read(reader::all);
      hostDescriptions.replace(found.hostDescriptions());
      hosts = found.hosts();
      probes = found.probes();
      keyCounts = found.keys();
      epoch = found.epoch();
      divideTail();
    } finally {
      turn.unlock();
    }
  }

  /** How many keys a host has, of all probes. */
  public int keys(int host) {
    return keyCounts.of(host);
  }

  /** Keeps in memory what is numbered now. */
  void put(KnownProbe probe, Map<SeriesKey, SeriesEntry> series) {
    series.forEach(
        (key, entry) -> {
          if (probe.series().putIfAbsent(key, entry) == null) {
            keyCounts.added(key);
          }
        });
    divideTail();
  }

  /** Gives each series its part of the memory for newest rows. */
  void divideTail() {
    memory.among(CatalogReader.series(probes.values()));
  }

  /** Whether another server has changed what this one keeps in memory. */
  public boolean isStale(Transaction transaction) {
    return peers.changed(transaction, epoch);
  }

  /**
   * Learns which hosts other servers numbered; answers whether they changed what this one keeps in
   * memory, so that it is to {@link #load}.
   */
  public boolean isBehind() {
    if (!turn.tryLock()) {
      return false; // Whoever changes it may wait for a standby for ever, and a question must not.
    }
    try {
      int last = hosts.all().stream().mapToInt(KnownHost::id).max().orElse(0);
      return database.read(
          transaction -> {
            reader.hostsBehind(transaction, last).forEach(hosts::putIfAbsent);
            return isStale(transaction);
          });
    } finally {
      turn.unlock();
    }
  }

  /** Whether a host is in memory as it was when somebody took it from there. */
  @SuppressWarnings("ReferenceEquality") // A changed one is another instance.
  public boolean isCurrent(KnownHost host) {
    return hosts.get(host.name()) == host;
  }

  /** Likewise of a probe. */
  @SuppressWarnings("ReferenceEquality")
  public boolean isCurrent(KnownProbe probe) {
    return probes.get(probe.name()) == probe;
  }

  /** Whether no other server adds to the database. */
  public boolean isAlone() {
    return peers == Peers.NONE;
  }

  public Collection<KnownHost> hosts() {
    return hosts.all();
  }

  public Collection<KnownProbe> probes() {
    return probes.values();
  }

  /** Those whose tables the storage knows by itself. */
  public List<KnownProbe> described() {
    return probes.values().stream()
        .filter(probe -> probe.kind() instanceof ProbeKind.Described)
        .toList();
  }

  public @Nullable KnownHost host(String name) {
    return hosts.get(name);
  }

  /** The hosts' names that are this one but for the case of letters, itself included. */
  public List<String> alike(String name) {
    return hosts.alike(name);
  }

  public @Nullable KnownProbe probe(String name) {
    return probes.get(name);
  }

  /** A probe that was there a moment ago; throws {@link StaleCatalog} where it is not any more. */
  public KnownProbe presentProbe(String name) {
    KnownProbe probe = probe(name);
    if (probe == null) {
      throw new StaleCatalog();
    }
    return probe;
  }

  /** The numbers of a host's key; null may mean that only another server knows them yet. */
  public @Nullable SeriesNumber number(String probeName, String hostName, List<String> key) {
    KnownProbe probe = probe(probeName);
    KnownHost host = host(hostName);
    SeriesEntry entry =
        probe == null || host == null
            ? null
            : probe.series().get(new SeriesKey(host.id(), List.copyOf(key)));
    return host == null || entry == null ? null : new SeriesNumber(host.id(), entry.id);
  }

  /** Throws {@link BadInput} where memory would not hold so many more. */
  void checkHosts(int more) {
    checkBudget(more, 0, 0);
  }

  /** Likewise of series; {@code excess} of their keys, as {@link MemoryBudget} counts it. */
  void checkSeries(int more, long excess) {
    checkBudget(0, more, excess);
  }

  private void checkBudget(int moreHosts, int moreSeries, long moreExcess) {
    budget.check(
        hosts.count() + moreHosts,
        CatalogReader.series(probes.values()) + moreSeries,
        keyCounts.excess() + moreExcess);
  }

  void put(KnownHost host) {
    hosts.put(host);
  }

  void put(KnownProbe probe) {
    probes.put(probe.name(), probe);
  }

  void removeProbe(String name) {
    probes.remove(name);
  }

  /** Notes when a host was retired; null: it is not. */
  public void retire(KnownHost host, @Nullable Instant at) {
    change(
        transaction -> {
          countChange(transaction);
          transaction.execute("UPDATE domestik.host SET retired = ? WHERE id = ?", at, host.id());
          return new KnownHost(host.id(), host.name(), at);
        },
        this::put);
  }

  /** Gives a host another name, with all it has; {@code work} comes before, and may refuse it. */
  public void rename(KnownHost host, String name, Consumer<Transaction> work) {
    change(
        transaction -> {
          work.accept(transaction);
          countChange(transaction);
          transaction.execute("UPDATE domestik.host SET name = ? WHERE id = ?", name, host.id());
          return new KnownHost(host.id(), name, host.retired());
        },
        renamed -> {
          hosts.remove(host.name());
          put(renamed);
          hostDescriptions.renameHost(host.name(), name);
        });
  }

  /** Removes a host for good; {@code work} removes its data. */
  public <T> T forget(KnownHost host, Function<Transaction, T> work) {
    return change(
        transaction -> {
          countChange(transaction);
          return work.apply(transaction);
        },
        _ -> {
          hosts.remove(host.name());
          hostDescriptions.forget(host.name());
          keyCounts.forget(host.id());
          for (KnownProbe probe : probes.values()) {
            probe.series().keySet().removeIf(key -> key.host() == host.id());
          }
          divideTail();
        });
  }

  static void countChange(Transaction transaction) {
    transaction.execute("UPDATE domestik.epoch SET number = number + 1");
  }

  private record Changed<T>(T result, long before, long after) {}

  /** Makes a change after which what other servers have in memory would be wrong. */
  <T> T change(Function<Transaction, T> work, Consumer<T> remember) {
    turn.lock();
    try {
      Changed<T> changed =
          database.writeAlone(
              transaction -> {
                long before = CatalogReader.epoch(transaction);
                T result = work.apply(transaction);
                return new Changed<>(result, before, CatalogReader.epoch(transaction));
              });
      remember.accept(changed.result());
      if (changed.before() == epoch) {
        // Last: who finds it right goes by what is in memory. Else another server changed something
        // too: stale, to be loaded.
        epoch = changed.after();
      }
      return changed.result();
    } finally {
      turn.unlock();
    }
  }

  /** Runs work while nobody else changes it. */
  void inTurn(Runnable work) {
    turn.lock();
    try {
      work.run();
    } finally {
      turn.unlock();
    }
  }

  /** Makes a change that other servers find out about when they need to. */
  <T> void add(Function<Transaction, T> work, Consumer<T> remember) {
    turn.lock();
    try {
      remember.accept(database.writeAlone(work));
    } finally {
      turn.unlock();
    }
  }
}
