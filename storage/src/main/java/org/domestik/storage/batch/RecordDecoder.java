// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/** Reads the journal's records as {@link RecordEncoder} writes them. */
public final class RecordDecoder {
  private final Map<Integer, KnownHost> hosts = new HashMap<>();
  private final Map<Integer, KnownProbe> probes = new HashMap<>();

  /** The names of the last sample's values, and how they were written. */
  private List<String> lastNames = List.of();

  private ByteBuffer lastWritten = ByteBuffer.allocate(0);

  private final Judge judge;

  /** Decides what is taken of a record. */
  public interface Judge {
    /** Whether rows are to be taken. */
    default boolean takes(PreparedSample rows) {
      return true;
    }

    /** Hears of rows of a probe that there is not. */
    default void misses(int host, int probe, long micros, int rows) {
      Log.LOGGER.warning(() -> "the journal has a sample of a probe that is gone: " + probe);
    }
  }

  /** For reading, with the hosts and probes as they are now. */
  public RecordDecoder(Catalog catalog) {
    this(catalog, new Judge() {}); // All of what is there.
  }

  /** For reading what somebody decides to take. */
  public RecordDecoder(Catalog catalog, Judge judge) {
    this.judge = judge;
    catalog.hosts().forEach(host -> hosts.put(host.id(), host));
    catalog.probes().forEach(probe -> probes.put(probe.id(), probe));
  }

  /**
   * The batches of a record; those of hosts and probes that are gone are left out.
   *
   * @param isNew whether all their rows are known to be new
   */
  public List<PreparedBatch> read(byte[] record, boolean isNew) {
    ByteBuffer in = ByteBuffer.wrap(record);
    List<PreparedBatch> batches = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      PreparedBatch batch = batch(in, new ArrayList<>());
      if (batch != null) {
        batch.samples().forEach(sample -> sample.setNew(isNew));
        batches.add(batch);
      }
    }
    return batches;
  }

  /**
   * Passes on the samples that can be made out of a damaged stretch of the journal: where it makes
   * no sense any more, it ends. What they say need not be true.
   *
   * @param rest begins with the header of a record
   */
  public List<PreparedSample> skim(ByteBuffer rest) {
    List<PreparedSample> rows = new ArrayList<>();
    ByteBuffer in = rest.duplicate();
    try {
      while (in.remaining() > Journal.HEADER) {
        in.position(in.position() + Journal.HEADER);
        for (int left = in.getInt(); left > 0; left--) {
          batch(in, rows);
        }
      }
    } catch (RuntimeException e) { // Whatever damaged bytes may lead to.
      Log.LOGGER.fine(() -> "a damaged stretch of the journal cannot be read on: " + e);
    }
    return rows;
  }

  private @Nullable PreparedBatch batch(ByteBuffer in, List<PreparedSample> rows) {
    int number = in.getInt();
    KnownHost host = hosts.get(number);
    byte kind = in.get();
    Delivery delivery =
        kind == RecordEncoder.NO_DELIVERY
            ? null
            : new Delivery(new UUID(in.getLong(), in.getLong()), in.getLong());
    Long digest = kind == RecordEncoder.WITH_DIGEST ? in.getLong() : null;
    List<Run> runs = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      runs.add(run(in));
    }
    for (int left = in.getInt(); left > 0; left--) {
      PreparedSample sample = rows(in, number);
      if (sample != null && judge.takes(sample)) {
        rows.add(sample);
      }
    }
    if (host == null) {
      Log.LOGGER.warning(() -> "the journal has a batch of a host that is gone: " + number);
      return null;
    }
    return new PreparedBatch(
        host,
        new Batch(host.name(), delivery, List.of(), Map.of(), runs),
        digest,
        rows,
        List.of(),
        List.of());
  }

  private static Run run(ByteBuffer in) {
    return new Run(
        text(in),
        text(in),
        Run.Outcome.of(text(in)),
        in.get() == 0 ? null : text(in),
        Times.instant(in.getLong()),
        in.getLong());
  }

  private @Nullable PreparedSample rows(ByteBuffer in, int host) {
    int id = in.getInt();
    long micros = in.getLong();
    List<String> names = names(in);
    int count = in.getInt();
    int length = Math.multiplyExact(count, PreparedSample.size(names.size()));
    ByteBuffer rows = in.slice(in.position(), length);
    in.position(in.position() + length);
    KnownProbe probe = probes.get(id);
    if (probe == null) {
      judge.misses(host, id, micros, count);
      return null;
    }
    return PreparedSample.read(host, probe, micros, names, rows);
  }

  /** The names of a sample's values; the same instance while they stay the same. */
  private List<String> names(ByteBuffer in) {
    int start = in.position();
    int count = in.getShort();
    for (int left = count; left > 0; left--) {
      int length = in.getInt();
      in.position(in.position() + length);
    }
    ByteBuffer written = in.slice(start, in.position() - start);
    if (!written.equals(lastWritten)) {
      in.position(start + Short.BYTES);
      List<String> names = new ArrayList<>(count);
      for (int left = count; left > 0; left--) {
        names.add(text(in));
      }
      lastNames = names;
      lastWritten = written;
    }
    return lastNames;
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }
}
