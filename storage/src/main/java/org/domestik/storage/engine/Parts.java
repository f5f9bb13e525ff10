// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.accept.Accepting;
import org.domestik.storage.accept.GroupCommit;
import org.domestik.storage.accept.Growing;
import org.domestik.storage.accept.Readiness;
import org.domestik.storage.accept.TableWriter;
import org.domestik.storage.accept.Unawaited;
import org.domestik.storage.accept.Validation;
import org.domestik.storage.apply.Boots;
import org.domestik.storage.apply.Folding;
import org.domestik.storage.apply.GroupWriter;
import org.domestik.storage.apply.Runs;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.archive.Clustering;
import org.domestik.storage.archive.LifeCycleJobs;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.archive.UsageForecast;
import org.domestik.storage.batch.Preparation;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.MemoryBudget;
import org.domestik.storage.hosts.ClockSkew;
import org.domestik.storage.hosts.Disagreements;
import org.domestik.storage.hosts.HostRemoval;
import org.domestik.storage.hosts.Hosts;
import org.domestik.storage.migration.Migrations;
import org.domestik.storage.notices.SqlAlerts;
import org.domestik.storage.postgres.RoleGrants;
import org.domestik.storage.rights.SqlAccess;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.tail.TailMemory;
import org.domestik.storage.transfer.Filling;

/** What a store is made of, put together when it is opened. */
final class Parts {
  /**
   * As much as this part of the heap, but outside of it and only as series come, is for the newest
   * rows of all series, where somebody gave the heap a size.
   */
  private static final long TAIL_PART = 2;

  /** Else, as the heap may be as large as the machine allows: enough for a day of ten thousand. */
  private static final long HOME_TAIL = 64 << 20;

  /** Or this part of the heap where that is more: the heap itself is an eighth of the machine. */
  private static final long FLEET_TAIL_PART = 4;

  final Database database;
  final InstantSource clock;
  final Grants grants;
  final SqlAccess access;
  final SqlAlerts alerts;
  final Policies policies;
  final Catalog catalog;
  final ProbeQueries queries;
  final Disagreements disagreements;
  final ArchiveEnds ends;
  final ClockSkew skew;
  final Runs runs;
  final Hosts hosts;
  final HostRemoval removal;
  final LifeCycleJobs jobs;
  final UsageForecast forecast;
  final Readiness readiness;
  final Folding folding;
  final Validation validation;
  final Preparation preparation;
  final GroupWriter writer;
  final Deployment deployment;
  final GroupCommit writes;
  final Accepting accepting;
  final CatchingUp catchingUp;

  /**
   * In a process with so many bytes of memory.
   *
   * @param filling whether the store may have a part only of what it is to have
   */
  Parts(Database database, StorageConfig config, InstantSource clock, long heap, boolean filling) {
    this.database = database;
    this.clock = clock;
    boolean shared = database.dialect().isShared();
    grants = shared ? new RoleGrants(config.grant(), config.reader()) : Grants.NONE;
    access = new SqlAccess(database);
    alerts = new SqlAlerts(database);
    HostDescriptions hostDescriptions = new HostDescriptions();
    policies = new Policies(config.policies(), config.zone(), hostDescriptions);
    TailMemory tail = new TailMemory(shared ? 0 : tail(heap, isHeapGiven()));
    catalog = new Catalog(database, grants, tail, hostDescriptions, new MemoryBudget(heap));
    queries = new ProbeQueries(database, catalog, policies);
    disagreements = new Disagreements(catalog, hostDescriptions);
    ends = new ArchiveEnds(database);
    skew = new ClockSkew(clock, config.ahead());
    runs = new Runs(database);
    hosts = new Hosts(database, catalog, skew, clock);
    removal = new HostRemoval(database, catalog);
    jobs =
        new LifeCycleJobs(
            database,
            catalog,
            hosts,
            policies,
            config.zone(),
            ends,
            shared ? _ -> 0 : new Clustering(database, catalog)::run);
    forecast = new UsageForecast(database, catalog, hosts, policies);
    readiness =
        new Readiness(
            () -> {
              if (!filling) {
                Filling.check(database);
              }
              new Migrations(database, catalog, policies).run();
              catalog.describing().createTables();
              grants.setUp(database);
            });
    folding = new Folding(database);
    validation = new Validation(catalog, hostDescriptions, clock, config.ahead());
    preparation = new Preparation(catalog);
    Boots boots = shared ? Boots.ofNone() : Boots.ofAll();
    writer = new GroupWriter(database, catalog, runs, clock, ends, boots);
    deployment = shared ? Deployment.SHARED : embedded(config);
    writes =
        new GroupCommit(
            validation,
            preparation,
            new Growing(catalog),
            readiness,
            deployment.ahead(),
            new TableWriter(catalog, validation, preparation, disagreements, writer, ends, folding),
            new Unawaited(catalog));
    accepting = new Accepting(writes, skew, clock, config.ahead());
    catchingUp = new CatchingUp(catalog, writes, runs, validation);
  }

  private static boolean isHeapGiven() {
    return System.getenv("DOMESTIK_SERVER_HEAP") != null;
  }

  /**
   * How much the newest rows of all series may take outside of the heap, in bytes.
   *
   * @param heap the heap's limit, in bytes
   * @param given whether somebody chose that, rather than the machine's memory
   */
  static long tail(long heap, boolean given) {
    long most = heap / TAIL_PART;
    return given ? most : Math.min(most, Math.max(HOME_TAIL, heap / FLEET_TAIL_PART));
  }

  private Deployment embedded(StorageConfig config) {
    readiness.ensure();
    return Embedded.open(Opening.file(config), this);
  }

  /** Throws {@link org.domestik.storage.StorageUnavailable} where the tables take nothing now. */
  void checkTables() {
    // First: a change of tables that waits for a standby has locked what is looked at below.
    database.checkCommits();
    List<String> tables = new ArrayList<>(Schema.OF_ALL_BATCHES);
    catalog.described().forEach(probe -> tables.add(probe.tables().live()));
    database.tryToWrite(
        transaction -> {
          transaction.run(transaction.dialect().lockSoon(tables));
          transaction.run(transaction.dialect().lockShared());
          transaction.run(Schema.ENTRY_OF_NOTHING);
        });
  }
}
