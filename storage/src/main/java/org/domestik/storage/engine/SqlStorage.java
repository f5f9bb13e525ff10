// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Names;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Run;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Deletion;
import org.domestik.storage.Disagreement;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.Extremes;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Table;
import org.domestik.storage.Usage;
import org.domestik.storage.Window;
import org.domestik.storage.accept.Folding;
import org.domestik.storage.accept.GroupCommit;
import org.domestik.storage.accept.GroupWriter;
import org.domestik.storage.accept.JournalWriter;
import org.domestik.storage.accept.Readiness;
import org.domestik.storage.accept.Runs;
import org.domestik.storage.accept.TableWriter;
import org.domestik.storage.accept.Validation;
import org.domestik.storage.accept.WriteAhead;
import org.domestik.storage.access.Access;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.archive.LifeCycleJobs;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.archive.UsageForecast;
import org.domestik.storage.batch.Preparation;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.MemoryBudget;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.hosts.ClockSkew;
import org.domestik.storage.hosts.Disagreements;
import org.domestik.storage.hosts.HostRemoval;
import org.domestik.storage.hosts.Hosts;
import org.domestik.storage.migration.Migrations;
import org.domestik.storage.postgres.PostgresDatabase;
import org.domestik.storage.query.RecentSeries;
import org.domestik.storage.rights.SqlAccess;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Question;
import org.domestik.storage.sql.ReadLimit;
import org.domestik.storage.tail.TailMemory;
import org.jspecify.annotations.Nullable;

/** Storage on a {@link Database}, whichever of the two it is. */
public final class SqlStorage implements Storage {
  private static final String DUCKDB = "duckdb:";
  private static final int MOST_TOLD = 1000;

  private static final int SELECT_SECONDS = 30;

  /**
   * As much as this part of the heap, but outside of it and only as series come, is for the newest
   * rows of all series, where somebody gave the heap a size.
   */
  private static final long TAIL_PART = 2;

  /** Else, as the heap may be as large as the machine allows: enough for a day of ten thousand. */
  private static final long HOME_TAIL = 64 << 20;

  private final Database database;
  private final Access access;
  private final Catalog catalog;
  private final ProbeQueries queries;
  private final Grants grants;
  private final Disagreements disagreements;
  private final Validation validation;
  private final GroupCommit writes;
  private final Readiness readiness;
  private final Runs runs;
  private final Hosts hosts;
  private final LifeCycleJobs jobs;
  private final UsageForecast forecast;
  private final ClockSkew skew;
  private final Folding folding;
  private final InstantSource clock;
  private final Duration ahead;
  private final Set<String> conflicting = ConcurrentHashMap.newKeySet();
  private final @Nullable Embedded embedded;

  SqlStorage(Database database, StorageConfig config, InstantSource clock) {
    this(database, config, clock, Runtime.getRuntime().maxMemory());
  }

  /** Likewise, in a process with so many bytes of memory. */
  SqlStorage(Database database, StorageConfig config, InstantSource clock, long heap) {
    this.database = database;
    access = new SqlAccess(database);
    boolean shared = database.dialect().isShared();
    grants = new Grants(config.grant(), config.reader());
    HostDescriptions hostDescriptions = new HostDescriptions();
    Policies policies = new Policies(config.policies(), config.zone(), hostDescriptions);
    catalog =
        new Catalog(
            database,
            grants,
            new TailMemory(shared ? 0 : tail(heap)),
            hostDescriptions,
            new MemoryBudget(heap));
    queries = new ProbeQueries(database, catalog, policies);
    disagreements = new Disagreements(catalog, hostDescriptions);
    ArchiveEnds ends = new ArchiveEnds(database);
    this.clock = clock;
    ahead = config.ahead();
    skew = new ClockSkew(clock, config.ahead());
    runs = new Runs(database);
    hosts = new Hosts(database, catalog, skew, clock);
    jobs = new LifeCycleJobs(database, catalog, hosts, policies, config.zone(), ends);
    forecast = new UsageForecast(catalog, policies);
    readiness =
        new Readiness(
            () -> {
              new Migrations(database, catalog, policies).run();
              catalog.describing().createTables();
              grants.setUp(database);
            });
    folding = new Folding(database);
    validation = new Validation(catalog, hostDescriptions, clock, config.ahead());
    GroupWriter writer = new GroupWriter(database, catalog, runs, clock, ends);
    RecentSeries recent = new RecentSeries(database, catalog, ends);
    embedded = shared ? null : embedded(config, writer, recent);
    Preparation preparation = new Preparation(catalog);
    writes =
        new GroupCommit(
            validation,
            preparation,
            readiness,
            embedded == null
                ? WriteAhead.NONE
                : new JournalWriter(preparation, validation, writer, embedded.applier()),
            new TableWriter(catalog, validation, preparation, disagreements, writer, folding));
  }

  private static long tail(long heap) {
    boolean given = System.getenv("DOMESTIK_SERVER_HEAP") != null;
    return given ? heap / TAIL_PART : Math.min(heap / TAIL_PART, HOME_TAIL);
  }

  private static Path file(StorageConfig config) {
    return Path.of(config.url().substring(DUCKDB.length()));
  }

  private Embedded embedded(StorageConfig config, GroupWriter writer, RecentSeries recent) {
    readiness.ensure();
    return Embedded.open(file(config), database, catalog, writer, folding, recent, clock);
  }

  /**
   * Opens the store a configuration names; the schema is created or brought up to date at first
   * need, so that a server can start while its database is still down.
   *
   * @throws BadInput where the store cannot be this one's: a locked or unwritable file, an unknown
   *     address
   */
  public static Storage open(StorageConfig config, InstantSource clock) {
    String url = config.url();
    if (url.startsWith(DUCKDB)) {
      if (!config.grant().isEmpty() || config.reader() != null) {
        throw new BadInput(
            (config.grant().isEmpty() ? "reader" : "grant")
                + ": DuckDB has no roles; it needs PostgreSQL");
      }
      DuckDbDatabase database = DuckDbDatabase.open(file(config));
      try {
        return new SqlStorage(database, config, clock);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    }
    if (url.startsWith("jdbc:postgresql:")) {
      SqlStorage storage = new SqlStorage(PostgresDatabase.open(config), config, clock);
      storage.tryToGetReady();
      return storage;
    }
    throw new BadInput(
        "the store \""
            + config.shownUrl()
            + "\" is neither duckdb:<file> nor jdbc:postgresql://<host>/<database>");
  }

  /**
   * Does work on the calling thread; what this thread reads of any store meanwhile is limited.
   *
   * @param limit from now on; positive
   * @throws BadInput where it took longer
   * @throws Exception the work's own
   */
  public static <T> T within(Duration limit, Callable<T> work) throws Exception {
    return ReadLimit.within(limit, work);
  }

  /** What is wrong with the configuration is said at once; what is down may come up later. */
  private void tryToGetReady() {
    try {
      readiness.ensure();
    } catch (StorageUnavailable e) {
      Log.LOGGER.warning(() -> "the store is down, it will be tried again: " + e.getMessage());
    } catch (BadInput e) {
      close();
      throw e;
    }
  }

  @Override
  public Access access() {
    return access;
  }

  @Override
  public void check() {
    readiness.ensure();
    if (embedded != null) {
      embedded.applier().check(); // Before the tables: what is taken in does not wait for them.
    }
    List<String> tables = new ArrayList<>(Schema.OF_ALL_BATCHES);
    catalog.described().forEach(probe -> tables.add(probe.tables().live()));
    database.tryToWrite(
        transaction -> {
          transaction.run(database.dialect().lockSoon(tables));
          transaction.run(database.dialect().lockShared());
          transaction.run(Schema.ENTRY_OF_NOTHING);
        });
  }

  @Override
  public Acceptance accept(Batch batch) {
    return acceptAll(List.of(batch)).getFirst();
  }

  @Override
  public List<Acceptance> acceptAll(List<Batch> batches) {
    return accept(batches, true);
  }

  @Override
  public void store(List<Batch> batches) {
    accept(batches, false);
  }

  private List<Acceptance> accept(List<Batch> batches, boolean isCounted) {
    batches.forEach(skew::look);
    List<Acceptance> answers =
        writes.accept(batches.stream().map(this::withRunsUntilNow).toList(), isCounted);
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).conflict()) {
        tell(batches.get(i));
      }
    }
    return answers;
  }

  /** No run is of the future: of its script it would stay the latest for good. */
  private Batch withRunsUntilNow(Batch batch) {
    Instant now = clock.instant();
    Instant latest = now.plus(ahead);
    return batch.runs().stream().anyMatch(run -> run.time().isAfter(latest))
        ? batch.withRuns(batch.runs().stream().map(run -> run.until(now)).toList())
        : batch;
  }

  /** Each host's first is told; how many there were stands with the host. */
  private void tell(Batch batch) {
    if (conflicting.size() < MOST_TOLD && conflicting.add(batch.host())) {
      Log.LOGGER.warning(
          () ->
              "host \""
                  + batch.host()
                  + "\" delivered other samples than before under "
                  + batch.delivery()
                  + "; both are kept. Somebody else may send in its name");
    }
  }

  @Override
  public void describe(ProbeDescription description) {
    readiness.ensure();
    catalog.describing().describe(description);
  }

  @Override
  public void rename(String probe, String name) {
    readiness.ensure();
    writes.alone(() -> catalog.describing().rename(probe, Names.probe(name)));
  }

  @Override
  public void register(Probe probe) {
    writes.alone(() -> catalog.describing().register(probe));
  }

  @Override
  public List<HostStatus> hosts() {
    readiness.ensure();
    return hosts.all();
  }

  @Override
  public Map<String, String> clocks() {
    return skew.problems();
  }

  @Override
  public Map<String, ProbeDescription> descriptions() {
    readiness.ensure();
    Map<String, ProbeDescription> descriptions = new TreeMap<>();
    catalog.probes().forEach(probe -> descriptions.put(probe.name(), probe.description()));
    return descriptions;
  }

  @Override
  public List<Disagreement> disagreements() {
    readiness.ensure();
    return disagreements.all();
  }

  @Override
  public List<Run> runs(String host) {
    readiness.ensure();
    return runs.of(host);
  }

  @Override
  public Map<String, List<Run>> runs() {
    readiness.ensure();
    return runs.all();
  }

  @Override
  public List<List<String>> storedData(String host, String probe) {
    readiness.ensure();
    return queries.storedData(host, probe);
  }

  @Override
  public List<List<String>> archivedData(String host, String probe) {
    readiness.ensure();
    return queries.archivedData(host, probe);
  }

  @Override
  public Map<String, List<List<String>>> keys(String probe) {
    return queries.keys(probe, hosts());
  }

  @Override
  public boolean knows(String host, String probe, List<String> key) {
    readiness.ensure();
    return catalog.number(probe, host, key) != null;
  }

  @Override
  public Series series(SeriesQuery query) {
    readiness.ensure();
    Series newest = recent(query);
    return newest == null ? queries.series(query) : newest;
  }

  @Override
  public @Nullable Series recent(SeriesQuery query) {
    return embedded == null ? null : embedded.recent().series(query);
  }

  /** The same, from the tables alone. */
  Series seriesOfTables(SeriesQuery query) {
    readiness.ensure();
    return queries.series(query);
  }

  @Override
  public <T> List<T> eachSeries(
      String probe, Map<String, Window> windows, SeriesFunction<T> function) {
    readiness.ensure();
    return queries.eachSeries(probe, windows, function);
  }

  @Override
  public Map<String, Extremes> extremes(SeriesQuery query) {
    readiness.ensure();
    return queries.extremes(query);
  }

  @Override
  public long export(ExportQuery query, Path target) {
    readiness.ensure();
    return queries.export(query, target);
  }

  @Override
  public Usage usage(Instant now) {
    readiness.ensure();
    Map<String, Instant> lasts = hosts.lasts(now);
    return new Usage(
        database.bytes(),
        database.free(),
        database.read(transaction -> forecast.count(transaction, lasts, now)));
  }

  @Override
  public LifeCycle lifeCycle() {
    readiness.ensure();
    return jobs;
  }

  @Override
  public List<LifeCycle.Failure> failures() {
    return jobs.failures();
  }

  @Override
  public Table select(String sql, int maxRows, long maxBytes) {
    return answer(new Question(sql, maxRows, maxBytes, SELECT_SECONDS));
  }

  /** The same, of a question that may take another time. */
  Table answer(Question question) {
    readiness.ensure();
    database.settle();
    return database.answer(question, grants);
  }

  @Override
  public void retire(String host, Instant now) {
    readiness.ensure();
    hosts.retire(host, now);
    validation.unsettle();
  }

  @Override
  public void unretire(String host) {
    readiness.ensure();
    hosts.retire(host, null);
    validation.unsettle();
  }

  @Override
  public Deletion deletion(String host) {
    readiness.ensure();
    return new HostRemoval(database, catalog).announce(host);
  }

  @Override
  public Deletion delete(String host) {
    readiness.ensure();
    Deletion deletion = writes.alone(() -> new HostRemoval(database, catalog).remove(host));
    validation.unsettle();
    return deletion;
  }

  /** Folds the books at once, as happens now and then by itself. */
  void fold() {
    folding.run();
  }

  @Override
  public void close() {
    writes.close();
    if (embedded != null) {
      embedded.applier().close();
    }
    database.close();
    if (embedded != null) {
      embedded.mark().close();
    }
  }
}
