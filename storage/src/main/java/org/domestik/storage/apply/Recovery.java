// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.batch.RecordDecoder;
import org.domestik.storage.books.Losses;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.journal.JournalReader;
import org.domestik.storage.journal.JournalReader.Hole;
import org.domestik.storage.journal.Mark;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a killed process left in the journal into the tables, and finds out what is gone: of
 * the journal, and of the database, where its log was cut or an older copy was put in its place.
 */
public final class Recovery implements RecordDecoder.Judge {
  private static final String STRAY = "the database no longer knows its host, probe or key";

  private final Database database;
  private final Catalog catalog;
  private final Aside aside;
  private final Mark mark;
  private final Instant now;
  private final Losses losses;
  private final Set<Integer> hosts;
  private final Map<Integer, Set<Long>> series = new HashMap<>();

  /** Of a database that is set up. */
  public Recovery(Database database, Catalog catalog, Aside aside, Mark mark, InstantSource clock) {
    this.database = database;
    this.catalog = catalog;
    this.aside = aside;
    this.mark = mark;
    now = clock.instant();
    losses = new Losses(now);
    hosts = catalog.hosts().stream().map(KnownHost::id).collect(Collectors.toSet());
  }

  /**
   * How far the database got.
   *
   * @param applied the last turn of the journal
   * @param number its own
   * @param commit the last one
   * @param last the time of the latest sample
   */
  private record Reached(long applied, long number, long commit, @Nullable Instant last) {}

  /** Does all this, and opens the journal for what comes. */
  public Journal run(Path folder) {
    Reached reached = database.read(Recovery::reached);
    Journal journal = Journal.open(folder, mark, reached.number(), reached.applied());
    JournalReader.Found found = journal.left();
    boolean behind = missCommits(reached);
    for (Hole hole : found.holes()) {
      boolean isGone = !found.turns().containsKey(hole.turn()) && !hole.rest().hasRemaining();
      if (!behind || !isGone) { // Else it is what the database once had.
        tell(hole, reached.last());
      }
    }
    RecordDecoder format = new RecordDecoder(catalog, this);
    found.turns().values().forEach(records -> records.forEach(it -> format.read(it, false)));
    if (!losses.isEmpty()) {
      // Before anything else: a kill behind this may let it be found again, never be forgotten.
      database.change(losses::write);
    }
    found
        .turns()
        .forEach(
            (turn, records) -> {
              aside.apply(
                  records.stream()
                      .map(it -> new UnappliedRecord(new Journal.Entry(it), false, List.of(), null))
                      .toList(),
                  turn,
                  () -> new RecordDecoder(catalog, this));
              catalog.load(); // With the times up to which each series is stored now.
            });
    if (found.last() > reached.applied()) {
      database.change(
          transaction ->
              transaction.execute("UPDATE domestik.journal SET applied = ?", found.last()));
      journal.startAfter(found.last());
    }
    aside.retry(); // Before any archive run: of what it takes, a part written before is not known.
    mark.start(reached.number(), reached.commit());
    database.countCommits(mark::committed);
    Losses.log(database);
    return journal;
  }

  private static Reached reached(Transaction transaction) {
    return transaction.one(
        """
        SELECT applied, database,
          coalesce((
            SELECT last_value FROM duckdb_sequences()
            WHERE schema_name = 'domestik' AND sequence_name = 'commits'
          ), 0),
          (SELECT max(last_sample) FROM domestik.ledger)
        FROM domestik.journal
        """,
        row -> new Reached(row.getLong(1), row.getLong(2), row.getLong(3), Times.instant(row, 4)));
  }

  /** Whether the database lacks commits that it once had; tells them. */
  private boolean missCommits(Reached reached) {
    Mark.Said before = mark.before();
    if (before == null) {
      return false;
    }
    if (before.database() != reached.number()) {
      losses.add(
          null,
          null,
          null,
          before.time(),
          0,
          "the database's file is not the one that was here before");
      return true;
    }
    long missing = before.commit() - reached.commit();
    if (missing > 0) {
      losses.add(
          null,
          null,
          reached.last(),
          before.time(),
          0,
          "the database's file or its log is not as it was left: commits "
              + (reached.commit() + 1)
              + " to "
              + before.commit()
              + " are not in it");
    }
    return missing > 0;
  }

  private void tell(Hole hole, @Nullable Instant last) {
    String cause = hole + ", damaged";
    List<PreparedSample> rows = new RecordDecoder(catalog, new Skimming()).skim(hole.rest());
    for (PreparedSample sample : rows) {
      lose(sample.host(), sample.probe().id(), sample.micros(), sample.count(), cause);
    }
    if (rows.isEmpty()) {
      Mark.Said before = mark.before();
      losses.add(null, null, last, before == null ? null : before.time(), 0, cause);
    }
  }

  /** What names no probe there is, is nothing. */
  private static final class Skimming implements RecordDecoder.Judge {
    @Override
    public void misses(int host, int probe, long micros, int rows) {
      throw new IllegalArgumentException("there is no probe " + probe);
    }
  }

  private void lose(int host, @Nullable Integer probe, long micros, long rows, String cause) {
    Instant time = time(micros);
    losses.add(hosts.contains(host) ? host : null, probe, time, time, rows, cause);
  }

  /** The time, unless the bytes it is made of make no sense. */
  private @Nullable Instant time(long micros) {
    Instant time = Times.instant(micros);
    return micros < 0 || time.isAfter(now.plus(1, ChronoUnit.DAYS)) ? null : time;
  }

  /**
   * Whether rows are of a host and of series that the database has: it may have lost those, and
   * would give their numbers to others.
   */
  @Override
  public boolean takes(PreparedSample sample) {
    Set<Long> its = series.computeIfAbsent(sample.probe().id(), it -> series(sample.probe()));
    for (int i = 0; i < sample.count(); i++) {
      if (!its.contains(series(sample.host(), sample.series(i)))) {
        lose(sample.host(), sample.probe().id(), sample.micros(), sample.count(), STRAY);
        return false;
      }
    }
    return true;
  }

  @Override
  public void misses(int host, int probe, long micros, int rows) {
    lose(host, null, micros, rows, STRAY);
  }

  private static Set<Long> series(KnownProbe probe) {
    Set<Long> numbers = new HashSet<>();
    probe.series().forEach((key, entry) -> numbers.add(series(key.host(), entry.id)));
    return numbers;
  }

  private static long series(int host, int number) {
    return (long) host << Integer.SIZE | number;
  }
}
