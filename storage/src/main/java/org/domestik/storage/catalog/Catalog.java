// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.storage.Probe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.schema.Layout;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.schema.SchemaVersion;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.domestik.storage.tail.TailMemory;
import org.jspecify.annotations.Nullable;

/**
 * The hosts, probes and series the database knows, kept in memory.
 *
 * <p>Any thread may look things up. Changes are made in a transaction first and in memory after its
 * commit. Where several servers share a database, {@link #isStale} tells when to {@link #load}.
 */
public final class Catalog {
  private final Database database;
  private final ProbeMaker maker;
  private final Grants grants;
  private final TailMemory memory;
  private final Sayings sayings;
  private final Room room;
  private final Map<String, Probe> written = new ConcurrentHashMap<>();
  private volatile Map<String, KnownHost> hosts = Map.of();
  private volatile Map<String, KnownProbe> probes = Map.of();
  private volatile long epoch = -1;

  public Catalog(
      Database database,
      ProbeMaker maker,
      Grants grants,
      TailMemory memory,
      Sayings sayings,
      Room room) {
    this.database = database;
    this.maker = maker;
    this.grants = grants;
    this.memory = memory;
    this.sayings = sayings;
    this.room = room;
  }

  /** Makes the seven methods from a description. */
  public interface ProbeMaker {
    Probe make(ProbeDescription description, Layout layout, Catalog catalog);
  }

  /** Creates what is not there yet and reads everything; answers what version it was of. */
  public int setUp() {
    int[] found = {0};
    database.write(
        transaction -> {
          transaction.run(database.dialect().lockAlone());
          found[0] = SchemaVersion.check(transaction); // Before anything is changed.
          transaction.run(Schema.create(database.dialect()));
          Schema.widen(transaction);
          if (found[0] < SchemaVersion.CURRENT) {
            SchemaVersion.set(transaction);
          }
          return true;
        });
    load();
    return found[0];
  }

  /** Has the probes in Java that are registered already create their tables. */
  public void createTables() {
    for (Probe probe : written.values()) {
      KnownProbe known = probes.get(probe.name());
      if (known != null && !known.isDescribed()) {
        createTables(probe);
      } else if (known != null) {
        Log.LOGGER.warning(
            () -> "probe " + probe.name() + " in Java is left out: the store has data of one");
      }
    }
  }

  /** Reads everything anew. */
  public synchronized void load() {
    Map<String, KnownHost> newHosts = new ConcurrentHashMap<>();
    Map<String, KnownProbe> newProbes = new ConcurrentHashMap<>();
    Map<Sayings.Place, Saying> said = new ConcurrentHashMap<>();
    long number =
        database.read(
            transaction -> {
              transaction.each(
                  "SELECT id, name, retired FROM domestik.host",
                  row -> newHosts.put(row.getString(2), host(row)));
              Set<String> described = Schema.described(transaction);
              transaction.each(
                  "SELECT id, name, description, operator FROM domestik.probe",
                  row -> {
                    newProbes.put(row.getString(2), probe(transaction, row, described));
                    room.checkAtStart(newHosts.size(), series(newProbes.values()));
                  });
              said.putAll(Sayings.read(transaction));
              return epoch(transaction);
            });
    sayings.replace(said);
    hosts = newHosts;
    probes = newProbes;
    epoch = number;
    divide();
  }

  private void divide() {
    memory.among(series(probes.values()));
  }

  private static long series(Collection<KnownProbe> probes) {
    return probes.stream().mapToLong(probe -> probe.series().size()).sum();
  }

  private static KnownHost host(ResultSet row) throws SQLException {
    return new KnownHost(row.getInt(1), row.getString(2), Times.instant(row, 3));
  }

  private KnownProbe probe(Transaction transaction, ResultSet row, Set<String> described)
      throws SQLException {
    String name = row.getString(2);
    ProbeDescription description = DescriptionText.read(row.getString(3), name);
    String said = row.getString(4);
    ProbeDescription operator = said == null ? null : DescriptionText.read(said, name);
    Map<SeriesKey, SeriesEntry> series = KnownProbe.noSeries();
    KnownProbe probe =
        known(row.getInt(1), description, operator, series, described.contains(name));
    if (probe.isDescribed()) {
      readSeries(
          transaction,
          probe,
          "",
          (key, entry) -> {
            probe.series().put(key, entry);
            room.checkAtStart(0, probe.series().size());
          });
    }
    return probe;
  }

  private KnownProbe known(
      int id,
      ProbeDescription description,
      @Nullable ProbeDescription operator,
      Map<SeriesKey, SeriesEntry> series,
      boolean described) {
    Layout layout = new Layout(description);
    Probe behaviour =
        described
            ? maker.make(description, layout, this)
            : written.getOrDefault(description.probe(), new AbsentProbe(description.probe()));
    return new KnownProbe(id, description, operator, layout, described, behaviour, series);
  }

  private void readSeries(
      Transaction transaction,
      KnownProbe probe,
      String where,
      BiConsumer<SeriesKey, SeriesEntry> found) {
    Layout layout = probe.layout();
    int levels = probe.description().keys().size();
    StringBuilder keys = new StringBuilder();
    probe.description().keys().forEach(key -> keys.append(", s.").append(Identifiers.quoted(key)));
    transaction.each(
        "SELECT s.series, s.host, (SELECT max("
            + transaction.dialect().micros("l.sample_time")
            + ") FROM "
            + Identifiers.table(layout.live())
            + " l WHERE l.host = s.host AND l.series = s.series)"
            + keys
            + " FROM "
            + Identifiers.table(layout.series())
            + " s"
            + where,
        row -> {
          long last = row.getLong(3);
          SeriesEntry entry = new SeriesEntry(row.getInt(1), row.wasNull() ? -1 : last, memory);
          List<String> key = new ArrayList<>();
          for (int level = 0; level < levels; level++) {
            key.add(row.getString(4 + level));
          }
          found.accept(new SeriesKey(row.getInt(2), List.copyOf(key)), entry);
        });
  }

  /** Whether another server has changed what this one keeps in memory. */
  public boolean isStale(Transaction transaction) {
    return epoch(transaction) != epoch;
  }

  private static void countChange(Transaction transaction) {
    transaction.execute("UPDATE domestik.epoch SET number = number + 1");
  }

  private static long epoch(Transaction transaction) {
    long[] number = {0};
    transaction.each("SELECT number FROM domestik.epoch", row -> number[0] = row.getLong(1));
    return number[0];
  }

  public Collection<KnownHost> hosts() {
    return hosts.values();
  }

  public Collection<KnownProbe> probes() {
    return probes.values();
  }

  public @Nullable KnownHost host(String name) {
    return hosts.get(name);
  }

  public @Nullable KnownProbe probe(String name) {
    return probes.get(name);
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

  /**
   * Numbers the hosts that have none.
   *
   * @throws BadInput where memory would not hold them
   */
  public synchronized void addHosts(Collection<String> names) {
    room.check(hosts.size() + names.size(), series(probes.values()));
    List<KnownHost> added =
        add(
            transaction -> {
              List<KnownHost> all = new ArrayList<>();
              names.forEach(name -> all.add(numbered(transaction, name)));
              return all;
            });
    added.forEach(host -> hosts.put(host.name(), host));
  }

  /** A host with its number, which it is given if it has none. */
  private static KnownHost numbered(Transaction transaction, String name) {
    Integer id = existing(transaction, "host", name);
    if (id == null) {
      id = next(transaction, "id", "host");
      transaction.execute("INSERT INTO domestik.host (id, name) VALUES (?, ?)", id, name);
    }
    return new KnownHost(id, name, null);
  }

  /** Numbers the series that have none, likewise. */
  public synchronized void addSeries(KnownProbe probe, Collection<SeriesKey> keys) {
    room.check(hosts.size(), series(probes.values()) + keys.size());
    Map<SeriesKey, SeriesEntry> added =
        add(
            transaction -> {
              Map<SeriesKey, SeriesEntry> all = new HashMap<>();
              if (transaction.dialect().isShared()) {
                // Another server may have numbered them meanwhile.
                readSeries(transaction, probe, keys, all);
              }
              int next = next(transaction, "series", probe.layout().series());
              try (RowSink sink =
                  transaction.sink(probe.layout().series(), probe.layout().seriesColumns())) {
                for (SeriesKey key : keys) {
                  if (!all.containsKey(key)) {
                    sink.beginRow();
                    sink.integer(next);
                    sink.integer(key.host());
                    key.key().forEach(sink::text);
                    sink.endRow();
                    all.put(key, new SeriesEntry(next++, -1, memory));
                  }
                }
              }
              return all;
            });
    added.forEach(probe.series()::putIfAbsent);
    divide();
  }

  private void readSeries(
      Transaction transaction,
      KnownProbe probe,
      Collection<SeriesKey> keys,
      Map<SeriesKey, SeriesEntry> found) {
    List<String> hosts = keys.stream().map(key -> Integer.toString(key.host())).distinct().toList();
    readSeries(
        transaction,
        probe,
        " WHERE s.host IN (" + String.join(", ", hosts) + ")",
        (key, entry) -> {
          if (keys.contains(key)) {
            found.put(key, entry);
          }
        });
  }

  /**
   * Widens a probe's tables, or creates them, as an operator wishes, whose words stay in force.
   *
   * @throws BadInput where it would lose data
   */
  public synchronized KnownProbe describe(ProbeDescription said) {
    return described(
        transaction -> {
          KnownProbe old = reread(transaction, said.probe());
          if (old == null) {
            return brought(transaction, null, said, said);
          }
          ProbeDescription operator = old.operator();
          // Words without a policy take back none: it holds until another is said.
          ProbeDescription words =
              said.archive() == null && operator != null
                  ? Agreement.withArchive(said, operator.archive())
                  : said;
          return brought(transaction, old, old.description().evolve(words), words);
        });
  }

  /**
   * Widens a probe's tables, or creates them, as far as a host's words may go; keeps what else it
   * says for itself.
   *
   * @throws BadInput where it would lose data, or leave no room for what others have to add
   */
  public synchronized KnownProbe describe(String host, ProbeDescription said) {
    KnownHost known = host(host);
    room.check(hosts.size() + (known == null ? 1 : 0), series(probes.values()));
    @Nullable KnownHost[] numbered = {null};
    Saying[] saying = new Saying[1];
    KnownProbe probe =
        described(
            transaction -> {
              KnownProbe old = reread(transaction, said.probe());
              Saying before = sayings.of(host, said.probe());
              HostWords words = new HostWords(transaction, host, known, said);
              ProbeDescription next = words.next(old);
              Saying after = words.saying(old, next, before);
              KnownProbe widened =
                  brought(transaction, old, next, old == null ? null : old.operator());
              if (!after.equals(before)) {
                KnownHost itself = known == null ? numbered(transaction, host) : known;
                Sayings.write(transaction, itself.id(), widened.id(), after);
                countChange(transaction);
                numbered[0] = itself;
              }
              saying[0] = after;
              return widened;
            });
    KnownHost itself = numbered[0];
    if (itself != null) {
      hosts.putIfAbsent(host, itself);
    }
    sayings.put(host, said.probe(), saying[0]);
    return probe;
  }

  private KnownProbe described(Function<Transaction, KnownProbe> work) {
    KnownProbe known = change(work);
    KnownProbe before = probes.get(known.name());
    if (before != null
        && before.description().equals(known.description())
        && Objects.equals(before.operator(), known.operator())) {
      return before; // Whatever was matched to it stays so.
    }
    probes.put(known.name(), known);
    return known;
  }

  /** Gives a described probe another name; nothing is taken in meanwhile. */
  public synchronized KnownProbe rename(String name, String other) {
    KnownProbe renamed =
        change(
            transaction -> {
              KnownProbe old = reread(transaction, name);
              if (old == null || !old.isDescribed()) {
                throw new BadInput("there is no described probe \"" + name + "\"");
              }
              if (reread(transaction, other) != null) {
                throw new BadInput("there is a probe \"" + other + "\" already");
              }
              ProbeDescription description = DescriptionText.renamed(old.description(), other);
              KnownProbe next = known(old.id(), description, null, old.series(), true);
              new Renaming(transaction).apply(old, next);
              countChange(transaction);
              return next;
            });
    probes.remove(name);
    probes.put(other, renamed);
    sayings.rename(name, other);
    return renamed;
  }

  /** Brings a probe's tables to a description, if they are not there yet. */
  private KnownProbe brought(
      Transaction transaction,
      @Nullable KnownProbe old,
      ProbeDescription next,
      @Nullable ProbeDescription operator) {
    boolean same =
        old != null && next.equals(old.description()) && Objects.equals(operator, old.operator());
    if (old != null && same) {
      return old;
    }
    check(old, next);
    KnownProbe widened =
        known(
            old == null ? next(transaction, "id", "probe") : old.id(),
            next,
            operator,
            old == null ? KnownProbe.noSeries() : old.series(),
            old == null ? !written.containsKey(next.probe()) : old.isDescribed());
    new Migration(transaction).apply(old, widened);
    grants.apply(transaction);
    countChange(transaction);
    return widened;
  }

  /** Throws {@link BadInput} where what became of a probe is more than the store can archive. */
  public void check(@Nullable KnownProbe old, ProbeDescription next) {
    new Layout(next).check(old == null ? null : old.layout(), database.dialect().mostArchived());
  }

  private @Nullable KnownProbe reread(Transaction transaction, String name) {
    List<KnownProbe> found = new ArrayList<>();
    KnownProbe inMemory = probes.get(name);
    boolean described = Schema.has(transaction, "series_" + name);
    transaction.each(
        "SELECT id, name, description, operator FROM domestik.probe WHERE name = ?",
        row -> {
          ProbeDescription description = DescriptionText.read(row.getString(3), name);
          String said = row.getString(4);
          found.add(
              known(
                  row.getInt(1),
                  description,
                  said == null ? null : DescriptionText.read(said, name),
                  inMemory == null ? KnownProbe.noSeries() : inMemory.series(),
                  described));
        },
        name);
    return found.isEmpty() ? null : found.getFirst();
  }

  /**
   * Lets a hand-written probe store what scripts send under its name.
   *
   * @throws BadInput where there are data of a described probe of that name already, or its tables
   *     cannot be created
   */
  public synchronized void register(Probe probe) {
    KnownProbe known = probes.get(probe.name());
    if (known != null) {
      if (known.isDescribed()) {
        throw new BadInput(
            "the store has data of probe \""
                + probe.name()
                + "\" already, in tables made from a description; give the probe in Java another"
                + " name");
      }
      createTables(probe);
    }
    written.put(probe.name(), probe);
    if (known != null) {
      probes.put(
          probe.name(),
          known(known.id(), known.description(), known.operator(), known.series(), false));
    }
  }

  private void createTables(Probe probe) {
    add(
        transaction -> {
          HandWritten.createTables(probe, transaction);
          grants.apply(transaction);
          return true;
        });
  }

  /** Removes a host for good; {@code work} removes its data. */
  public synchronized <T> T forget(KnownHost host, Function<Transaction, T> work) {
    T result =
        change(
            transaction -> {
              countChange(transaction);
              return work.apply(transaction);
            });
    hosts.remove(host.name());
    sayings.forget(host.name());
    probes
        .values()
        .forEach(probe -> probe.series().keySet().removeIf(key -> key.host() == host.id()));
    divide();
    return result;
  }

  /** Makes a change after which what other servers have in memory would be wrong. */
  private <T> T change(Function<Transaction, T> work) {
    long[] number = new long[2];
    T result =
        database.write(
            transaction -> {
              transaction.run(database.dialect().lockAlone());
              number[0] = epoch(transaction);
              T done = work.apply(transaction);
              number[1] = epoch(transaction);
              return done;
            });
    if (number[0] == epoch) {
      epoch = number[1]; // Else another server changed something too: stale, to be loaded.
    }
    return result;
  }

  /** Makes a change that other servers find out about when they need to. */
  private <T> T add(Function<Transaction, T> work) {
    return database.write(
        transaction -> {
          transaction.run(database.dialect().lockAlone());
          return work.apply(transaction);
        });
  }

  private static int next(Transaction transaction, String column, String table) {
    int[] next = {1};
    transaction.each(
        "SELECT coalesce(max(" + column + "), 0) + 1 FROM " + Identifiers.table(table),
        row -> next[0] = row.getInt(1));
    return next[0];
  }

  private static @Nullable Integer existing(Transaction transaction, String table, String name) {
    List<Integer> ids = new ArrayList<>();
    transaction.each(
        "SELECT id FROM " + Identifiers.table(table) + " WHERE name = ?",
        row -> ids.add(row.getInt(1)),
        name);
    return ids.isEmpty() ? null : ids.getFirst();
  }

  /** Notes when a host was retired; null: it is not. */
  public synchronized void retire(KnownHost host, @Nullable Instant at) {
    change(
        transaction -> {
          countChange(transaction);
          return transaction.execute(
              "UPDATE domestik.host SET retired = ? WHERE id = ?", at, host.id());
        });
    hosts.put(host.name(), new KnownHost(host.id(), host.name(), at));
  }
}
