// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.LifeCycle.Failure;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.batch.RecordDecoder;
import org.domestik.storage.batch.RecordEncoder;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.merge.LiveParts;
import org.domestik.storage.merge.LiveRows;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/**
 * Rows of the journal that their probe's table does not take: they are kept in a table of their
 * own, named, and tried again, so that they stop no others'. Belongs to the thread that applies;
 * {@link #failures} may be asked by any.
 */
public final class Aside {
  private static final long RETRY_MICROS = 60_000_000;

  private final Database database;
  private final Catalog catalog;
  private final GroupWriter writer;
  private final ArchiveEnds ends;
  private final InstantSource clock;
  private volatile List<Failure> failures = List.of();
  private long lastTry;

  public Aside(
      Database database,
      Catalog catalog,
      GroupWriter writer,
      ArchiveEnds ends,
      InstantSource clock) {
    this.database = database;
    this.catalog = catalog;
    this.writer = writer;
    this.ends = ends;
    this.clock = clock;
  }

  /** What is kept so, by host and probe. */
  public List<Failure> failures() {
    return failures;
  }

  List<GroupWriter.Stored> apply(List<UnappliedRecord> records, long turn) {
    return apply(records, turn, () -> new RecordDecoder(catalog));
  }

  /**
   * Moves records from a turn of the journal into the tables, but for rows of a probe whose table
   * takes none.
   *
   * @return what came of each
   * @throws StorageUnavailable if it is not one probe's table that is at fault
   */
  List<GroupWriter.Stored> apply(
      List<UnappliedRecord> records, long turn, Supplier<RecordDecoder> decoder) {
    try {
      return writer.apply(records, turn, decoder, Map.of());
    } catch (StorageUnavailable e) {
      Map<String, String> troubled = isOfTable(e) ? troubled(records, decoder) : Map.of();
      if (troubled.isEmpty()) {
        throw e;
      }
      // Some of it may be in the tables already.
      List<UnappliedRecord> again = records.stream().map(UnappliedRecord::again).toList();
      List<GroupWriter.Stored> stored = writer.apply(again, turn, decoder, troubled);
      look();
      return stored;
    }
  }

  private static boolean isOfTable(StorageUnavailable e) {
    return e.getCause() instanceof SqlFault fault
        && (fault.isTooLittleMemory() || fault.isOfTheStatement());
  }

  /** The probes whose rows cannot be written even alone, and why. */
  private Map<String, String> troubled(
      List<UnappliedRecord> records, Supplier<RecordDecoder> decoder) {
    RecordDecoder format = decoder.get();
    Map<String, List<PreparedSample>> byProbe = new LinkedHashMap<>();
    for (UnappliedRecord record : records) {
      for (PreparedBatch batch : format.read(record.entry().bytes(), false)) {
        for (PreparedSample sample : batch.samples()) {
          byProbe.computeIfAbsent(sample.probe().name(), _ -> new ArrayList<>()).add(sample);
        }
      }
    }
    Map<String, String> troubled = new LinkedHashMap<>();
    byProbe.forEach(
        (probe, samples) -> {
          try {
            tryAll(samples);
          } catch (StorageUnavailable e) {
            if (isOfTable(e)) {
              troubled.put(probe, String.valueOf(e.getMessage()));
            }
          }
        });
    return troubled;
  }

  private void tryAll(List<PreparedSample> samples) {
    for (List<LiveRows> part : LiveParts.of(samples, database.roomForRows())) {
      try {
        database.tryToWrite(transaction -> write(transaction, part, new Ledger()));
      } catch (StorageUnavailable e) {
        if (!(e.getCause() instanceof SqlFault fault) || !database.mend(fault)) {
          throw e;
        }
        database.tryToWrite(transaction -> write(transaction, part, new Ledger()));
      }
    }
  }

  private void write(Transaction transaction, List<LiveRows> part, Ledger ledger) {
    long now = Times.micros(clock.instant());
    part.forEach(rows -> rows.write(transaction, ends, false, ledger, now));
  }

  /** Keeps rows beside the tables; with the commit that says that their record is there. */
  static void put(
      Transaction transaction,
      List<PreparedBatch> batches,
      Map<String, String> troubled,
      Instant now) {
    for (PreparedBatch batch : batches) {
      Map<Integer, List<PreparedSample>> byProbe = new LinkedHashMap<>();
      for (PreparedSample sample : batch.samples()) {
        byProbe.computeIfAbsent(sample.probe().id(), _ -> new ArrayList<>()).add(sample);
      }
      byProbe.forEach(
          (probe, samples) -> {
            Batch head = new Batch(batch.host().name(), null, List.of(), Map.of(), List.of());
            transaction.execute(
                "INSERT INTO domestik.aside VALUES (?, ?, ?, ?, ?, ?)",
                batch.host().id(),
                probe,
                samples.stream().mapToLong(PreparedSample::count).sum(),
                RecordEncoder.write(
                    List.of(
                        new PreparedBatch(
                            batch.host(), head, null, samples, List.of(), List.of()))),
                troubled.get(samples.getFirst().probe().name()),
                now);
          });
    }
  }

  /** Reads what is kept, tells it if it is news. */
  private void look() {
    List<Failure> found =
        database.write( // A reader would wait for what is being applied.
            transaction ->
                transaction.list(
                    """
                    SELECT h.name, p.name, sum(a.count), any_value(a.reason), min(a.since)
                    FROM domestik.aside a JOIN domestik.host h ON h.id = a.host
                      JOIN domestik.probe p ON p.id = a.probe
                    GROUP BY ALL ORDER BY ALL
                    """,
                    row ->
                        new Failure(
                            "storing",
                            row.getString(1),
                            row.getString(2),
                            row.getLong(3)
                                + " rows are kept beside the table, which does not take them: "
                                + row.getString(4),
                            Objects.requireNonNull(Times.instant(row, 5)))));
    for (Failure failure : found) {
      if (failures.stream()
          .noneMatch(
              it -> it.host().equals(failure.host()) && it.probe().equals(failure.probe()))) {
        Log.LOGGER.warning(failure::toString);
      }
    }
    failures = found;
  }

  /** Tries again to bring what is kept into the tables; what fails stays. */
  void retry() {
    lastTry = Times.micros(clock.instant());
    List<Long> all =
        database.write(
            transaction ->
                transaction.list(
                    "SELECT rowid FROM domestik.aside ORDER BY rowid", row -> row.getLong(1)));
    for (long number : all) {
      try {
        retry(number);
      } catch (StorageUnavailable e) {
        Log.LOGGER.fine(() -> "rows stay beside their table: " + e.getMessage());
      }
    }
    if (!all.isEmpty() || !failures.isEmpty()) { // Of a host that is gone nothing is left.
      look();
    }
  }

  /** Likewise, where there is something and it was not tried just now. */
  void retryIfDue() {
    if (!failures.isEmpty() && Times.micros(clock.instant()) - lastTry >= RETRY_MICROS) {
      retry();
    }
  }

  private void retry(long number) {
    List<PreparedBatch> batches =
        database
            .write(
                transaction ->
                    transaction.list(
                        "SELECT record FROM domestik.aside WHERE rowid = ?",
                        row -> new RecordDecoder(catalog).read(row.getBytes(1), false),
                        number))
            .stream()
            .flatMap(List::stream)
            .toList();
    List<PreparedSample> samples =
        batches.stream().flatMap(batch -> batch.samples().stream()).toList();
    batches.forEach(writer::tellFronts);
    List<List<LiveRows>> parts = LiveParts.of(samples, database.roomForRows());
    for (int i = 0; i < Math.max(1, parts.size()); i++) {
      List<LiveRows> part = parts.isEmpty() ? List.of() : parts.get(i);
      boolean isLast = i >= parts.size() - 1;
      database.change(
          transaction -> {
            Ledger ledger = new Ledger();
            write(transaction, part, ledger);
            ledger.write(transaction);
            if (isLast) {
              // A kill before the commit leaves it to the next try, one after it nothing.
              transaction.execute("DELETE FROM domestik.aside WHERE rowid = ?", number);
            }
          });
    }
    batches.forEach(writer::tellFronts);
    samples.forEach(PreparedSample::forget); // Memory never knew of them.
  }
}
