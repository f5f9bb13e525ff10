// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.MemoryBudget;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.engine.SqlStorage;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.tail.TailMemory;

/**
 * What a damaged journal's records hold: places of a sound one are overwritten. Whatever is made
 * out of it can be read to its end; with nothing overwritten it is what was written.
 */
public final class RecordDecoderFuzz {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
  private static final Batch BATCH =
      new Batch(
          "h",
          new Delivery(new UUID(1, 2), 3),
          List.of(
              new Sample(
                  "p",
                  TIME,
                  List.of(
                      Row.of(List.of("a"), Map.of("v", 1.0, "w", 2.0)),
                      Row.of(List.of("b"), Map.of("v", 3.0))))),
          Map.of(),
          List.of(new Run("p", "p.lua", Run.Outcome.FAILED, "an error", TIME, 5)));

  private static final Logger LOG = Logger.getLogger("org.domestik");
  private static final Catalog CATALOG = catalog();
  private static final byte[] SOUND = sound();

  /** Opens the store before any time is taken. */
  public static void fuzzerInitialize() {
    fuzzerTestOneInput(new byte[0]);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    byte[] bytes = SOUND.clone();
    for (int at = 0; at + 2 < data.length; at += 3) {
      int place = ((data[at] & 0xff) << 8 | data[at + 1] & 0xff) % bytes.length;
      bytes[place] = data[at + 2];
    }
    List<PreparedSample> all = new RecordDecoder(CATALOG).skim(ByteBuffer.wrap(bytes));
    double sum = 0;
    for (PreparedSample sample : all) {
      for (int row = 0; row < sample.count(); row++) {
        sum += sample.series(row);
        for (int name = 0; name < sample.names().size(); name++) {
          sum += Double.isNaN(sample.value(row, name)) ? 0 : sample.value(row, name);
        }
      }
    }
    if (data.length < 3 && (all.size() != 1 || sum != 9)) {
      throw new AssertionError("what was written is not what is read: " + all);
    }
  }

  private static Catalog catalog() {
    LOG.setLevel(Level.OFF);
    try {
      Path file = Files.createTempDirectory("fuzz").resolve("store.duckdb");
      InstantSource clock = InstantSource.fixed(TIME);
      try (Storage storage = SqlStorage.open(StorageConfig.of("duckdb:" + file), clock)) {
        storage.accept(BATCH);
      }
      Catalog catalog =
          new Catalog(
              DuckDbDatabase.open(file),
              Grants.NONE,
              new TailMemory(0),
              new HostDescriptions(),
              new MemoryBudget(1 << 30));
      catalog.load();
      return catalog;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Behind room for its header, as in a file. */
  private static byte[] sound() {
    PreparedBatch prepared = Objects.requireNonNull(new Preparation(CATALOG).prepare(BATCH));
    byte[] record = RecordEncoder.write(List.of(prepared));
    return ByteBuffer.allocate(Journal.HEADER + record.length)
        .position(Journal.HEADER)
        .put(record)
        .array();
  }

  private RecordDecoderFuzz() {}
}
