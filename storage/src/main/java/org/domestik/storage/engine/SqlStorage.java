// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Deletion;
import org.domestik.storage.Disagreement;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.Extremes;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.Probe;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.Table;
import org.domestik.storage.Terms;
import org.domestik.storage.Usage;
import org.domestik.storage.Window;
import org.domestik.storage.access.Access;
import org.domestik.storage.alert.Alerts;
import org.domestik.storage.hosts.HostRenaming;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Question;
import org.domestik.storage.sql.ReadLimit;
import org.jspecify.annotations.Nullable;

/** Storage on a {@link Database}, whichever of the two it is. */
public final class SqlStorage implements Storage {
  private static final int SELECT_SECONDS = 30;

  private final Parts parts;

  SqlStorage(Database database, StorageConfig config, InstantSource clock) {
    this(database, config, clock, Runtime.getRuntime().maxMemory());
  }

  /** Likewise, in a process with so many bytes of memory. */
  SqlStorage(Database database, StorageConfig config, InstantSource clock, long heap) {
    this(database, config, clock, heap, false);
  }

  /** Likewise, perhaps of a store that has a part only of what it is to have. */
  SqlStorage(
      Database database, StorageConfig config, InstantSource clock, long heap, boolean filling) {
    parts = new Parts(database, config, clock, heap, filling);
  }

  /**
   * Opens the store a configuration names; the schema is created or brought up to date at first
   * need, so that a server can start while its database is still down.
   *
   * @throws BadInput where the store cannot be this one's: a locked or unwritable file, an unknown
   *     address
   */
  public static Storage open(StorageConfig config, InstantSource clock) {
    return Opening.open(config, clock, false);
  }

  /**
   * Looks whether a configuration may name a store, without a look at the store.
   *
   * @throws BadInput naming the key of a fault
   */
  public static void check(StorageConfig config) {
    Opening.check(config);
  }

  /**
   * What the settings of a configuration's database may cost of what was acknowledged, each with
   * its cure; empty for DuckDB, whose settings are our own. Asks the database.
   *
   * @throws org.domestik.storage.StorageUnavailable where it does not answer
   */
  public static Map<String, String> risks(StorageConfig config) {
    return Opening.risks(config);
  }

  /**
   * What the database of a configuration has of the store, and what is to be done about it, in
   * lines for people; empty for DuckDB, which looks after itself. Asks the database.
   *
   * @throws org.domestik.storage.StorageUnavailable where it does not answer
   */
  public static List<String> upkeep(StorageConfig config) {
    return Opening.upkeep(config);
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

  /** The parts, of a database that is set up, and knowing what other servers changed. */
  Parts ready() {
    parts.readiness.ensure();
    parts.catchingUp.look();
    return parts;
  }

  @Override
  public Access access() {
    return parts.access;
  }

  @Override
  public Alerts alerts() {
    return parts.alerts;
  }

  @Override
  public void check() {
    parts.readiness.ensure(); // Without a look at what others changed, which may wait.
    parts.deployment.check(); // Before the tables: what is taken in does not wait for them.
    parts.checkTables();
  }

  @Override
  public Acceptance accept(Batch batch) {
    return acceptAll(List.of(batch)).getFirst();
  }

  @Override
  public List<Acceptance> acceptAll(List<Batch> batches, Terms terms) {
    return parts.accepting.accept(batches, true, terms);
  }

  @Override
  public void store(List<Batch> batches, Terms terms) {
    parts.accepting.accept(batches, false, terms);
  }

  @Override
  public void describe(ProbeDescription description) {
    ready().catalog.describing().describe(description);
  }

  @Override
  public void rename(String probe, String name) {
    ready().writes.alone(() -> parts.catalog.describing().rename(probe, Names.probe(name)));
  }

  @Override
  public void register(Probe probe) {
    parts.writes.alone(() -> parts.catalog.describing().register(probe));
  }

  @Override
  public List<HostStatus> hosts() {
    return ready().hosts.all();
  }

  @Override
  public void policies(List<PolicyRule> rules) {
    parts.policies.replace(rules);
  }

  @Override
  public Map<String, String> clocks() {
    return parts.skew.problems();
  }

  @Override
  public Map<String, ProbeDescription> descriptions() {
    Map<String, ProbeDescription> descriptions = new TreeMap<>();
    ready().catalog.probes().forEach(probe -> descriptions.put(probe.name(), probe.description()));
    return descriptions;
  }

  @Override
  public List<Disagreement> disagreements() {
    return ready().disagreements.all();
  }

  @Override
  public List<Run> runs(String host) {
    return ready().runs.of(host);
  }

  @Override
  public Map<String, List<Run>> runs() {
    return ready().runs.all();
  }

  @Override
  public List<List<String>> storedData(String host, String probe) {
    return ready().queries.storedData(host, probe);
  }

  @Override
  public List<List<String>> archivedData(String host, String probe) {
    return ready().queries.archivedData(host, probe);
  }

  @Override
  public Map<String, List<List<String>>> keys(String probe) {
    return ready().queries.keys(probe, this::hosts);
  }

  @Override
  public boolean knows(String host, String probe, List<String> key) {
    parts.readiness.ensure(); // Without a look at what others changed: nobody is to wait here.
    return parts.catalog.number(probe, host, key) != null;
  }

  @Override
  public Series series(SeriesQuery query) {
    Series series = ready().deployment.recent(query);
    if (series == null) {
      series = joined(query);
    }
    return series == null ? seriesOfTables(query) : series;
  }

  @Override
  public @Nullable Series recent(SeriesQuery query) {
    return parts.deployment.recent(query);
  }

  /** The same, live rows from memory and buckets from the tables; null if that is not all. */
  @Nullable Series joined(SeriesQuery query) {
    return parts.deployment.joined(query);
  }

  /** The same, from the tables alone. */
  Series seriesOfTables(SeriesQuery query) {
    return ready().queries.series(query);
  }

  @Override
  public <T> List<T> eachSeries(
      String probe, Map<String, Window> windows, SeriesFunction<T> function) {
    return ready().queries.eachSeries(probe, windows, function);
  }

  @Override
  public <T> List<T> eachRecent(
      String probe, Map<String, Window> windows, SeriesFunction<T> function) {
    return ready().queries.eachRecent(probe, windows, function, parts.deployment.newest());
  }

  @Override
  public Map<String, Extremes> extremes(SeriesQuery query) {
    return ready().queries.extremes(query);
  }

  @Override
  public long export(ExportQuery query, Path target) {
    return ready().queries.export(query, target);
  }

  @Override
  public StoreCopy copy(boolean secrets, StoreCopy.Progress progress) {
    return parts.deployment.copy(secrets, progress);
  }

  @Override
  public Usage usage(Instant now) {
    return ready().forecast.usage(now);
  }

  @Override
  public LifeCycle lifeCycle() {
    return ready().jobs;
  }

  @Override
  public List<LifeCycle.Failure> failures() {
    return Stream.concat(parts.deployment.failures().stream(), parts.jobs.failures().stream())
        .toList();
  }

  @Override
  public Table select(String sql, int maxRows, long maxBytes) {
    return answer(new Question(sql, maxRows, maxBytes, SELECT_SECONDS));
  }

  /** The same, of a question that may take another time. */
  Table answer(Question question) {
    ready().database.settle();
    return parts.database.answer(question, parts.grants);
  }

  @Override
  public void retire(String host, Instant now) {
    ready().hosts.retire(host, now);
    parts.validation.unsettle();
  }

  @Override
  public void unretire(String host) {
    ready().hosts.retire(host, null);
    parts.validation.unsettle();
  }

  @Override
  public void renameHost(String host, String name) {
    HostRenaming renaming = new HostRenaming(ready().database, parts.catalog);
    parts.writes.alone(
        () ->
            renaming.rename(
                host,
                name,
                transaction -> {
                  parts.access.rename(transaction, host, name);
                  parts.alerts.rename(transaction, host, name);
                }));
    parts.runs.forget(host);
    parts.validation.unsettle();
  }

  @Override
  public Deletion deletion(String host) {
    return ready().removal.announce(host);
  }

  @Override
  public Deletion delete(String host) {
    Deletion deletion = ready().writes.alone(() -> parts.removal.remove(host));
    parts.runs.forget(host);
    parts.validation.unsettle();
    return deletion;
  }

  /** Folds the books of all that was acknowledged at once, as happens now and then by itself. */
  void fold() {
    parts.database.settle();
    parts.folding.run();
  }

  @Override
  public void close() {
    parts.writes.close();
    parts.deployment.close(parts.database);
  }
}
