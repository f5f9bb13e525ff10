// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.model.Run;
import org.domestik.model.ValueDescription;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/**
 * Batches as bytes, with the database's numbers for hosts, probes and series.
 *
 * <p>The names of a probe's values go with each record: its columns may be others when it is read.
 */
public final class JournalFormat {
  /** What stands before a delivery; older versions wrote none with a digest. */
  private static final byte NO_DELIVERY = 0;

  private static final byte WITHOUT_DIGEST = 1;
  private static final byte WITH_DIGEST = 2;

  private final Map<Integer, KnownHost> hosts = new HashMap<>();
  private final Map<Integer, KnownProbe> probes = new HashMap<>();

  /** The names of the last sample's values, and how they were written. */
  private List<String> lastNames = List.of();

  private ByteBuffer lastWritten = ByteBuffer.allocate(0);

  private final Judge judge;

  /** Decides what is taken of a record. */
  public interface Judge {
    /** Whether rows are to be taken. */
    boolean takes(JournaledRows rows);

    /** Hears of rows of a probe that there is not. */
    void misses(int host, int probe, long micros, int rows);
  }

  /** Takes all of what is there. */
  private static final Judge ALL =
      new Judge() {
        @Override
        public boolean takes(JournaledRows rows) {
          return true;
        }

        @Override
        public void misses(int host, int probe, long micros, int rows) {
          Log.LOGGER.warning(() -> "the journal has a sample of a probe that is gone: " + probe);
        }
      };

  /** For reading, with the hosts and probes as they are now. */
  public JournalFormat(Catalog catalog) {
    this(catalog, ALL);
  }

  /** For reading what somebody decides to take. */
  public JournalFormat(Catalog catalog, Judge judge) {
    this.judge = judge;
    catalog.hosts().forEach(host -> hosts.put(host.id(), host));
    catalog.probes().forEach(probe -> probes.put(probe.id(), probe));
  }

  /** One record of batches that were sent together. */
  public static byte[] write(List<FreshBatch> batches) {
    Out out = new Out(size(batches));
    out.room(Integer.BYTES).putInt(batches.size());
    for (FreshBatch batch : batches) {
      write(out, batch);
    }
    byte[] bytes = out.bytes.array();
    return out.bytes.hasRemaining() ? Arrays.copyOf(bytes, out.bytes.position()) : bytes;
  }

  /** What they will take: exactly, where there are no runs. */
  private static int size(List<FreshBatch> batches) {
    int size = Integer.BYTES;
    for (FreshBatch batch : batches) {
      int delivery = batch.bound().batch().delivery() == null ? 0 : 4 * Long.BYTES;
      size += 3 * Integer.BYTES + 1 + delivery + 128 * batch.bound().batch().runs().size();
      for (TakenSample sample : batch.samples()) {
        List<ValueDescription> values = sample.bound.probe().description().values();
        size += 2 * Integer.BYTES + Long.BYTES + Short.BYTES;
        for (ValueDescription value : values) {
          size += Integer.BYTES + value.name().length(); // All of ASCII.
        }
        size += sample.series.length * JournaledRows.size(values.size());
      }
    }
    return size;
  }

  /** A buffer that grows. */
  private static final class Out {
    private ByteBuffer bytes;

    Out(int size) {
      bytes = ByteBuffer.allocate(size);
    }

    /** The buffer, with room for so many bytes more. */
    ByteBuffer room(int more) {
      if (bytes.remaining() < more) {
        byte[] larger = Arrays.copyOf(bytes.array(), 2 * bytes.position() + more);
        bytes = ByteBuffer.wrap(larger).position(bytes.position());
      }
      return bytes;
    }

    void bool(boolean value) {
      room(1).put((byte) (value ? 1 : 0));
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(UTF_8);
      room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
    }
  }

  private static void write(Out out, FreshBatch batch) {
    out.room(Integer.BYTES).putInt(batch.host().id());
    Delivery delivery = batch.bound().batch().delivery();
    Long digest = batch.bound().digest();
    if (delivery == null) {
      out.room(1).put(NO_DELIVERY);
    } else {
      out.room(1 + 4 * Long.BYTES)
          .put(digest == null ? WITHOUT_DIGEST : WITH_DIGEST)
          .putLong(delivery.boot().getMostSignificantBits())
          .putLong(delivery.boot().getLeastSignificantBits())
          .putLong(delivery.sequence());
      if (digest != null) {
        out.bytes.putLong(digest);
      }
    }
    List<Run> runs = batch.bound().batch().runs();
    out.room(Integer.BYTES).putInt(runs.size());
    for (Run run : runs) {
      out.text(run.probe());
      out.text(run.script());
      out.text(run.outcome().word());
      String error = run.error();
      out.bool(error != null);
      if (error != null) {
        out.text(error);
      }
      out.room(2 * Long.BYTES).putLong(Times.micros(run.time())).putLong(run.micros());
    }
    out.room(Integer.BYTES).putInt(batch.samples().size());
    for (TakenSample sample : batch.samples()) {
      write(out, sample);
    }
  }

  private static void write(Out out, TakenSample sample) {
    List<ValueDescription> values = sample.bound.probe().description().values();
    SeriesEntry[] series = sample.series();
    out.room(Integer.BYTES + Long.BYTES + Short.BYTES)
        .putInt(sample.bound.probe().id())
        .putLong(sample.bound.micros())
        .putShort((short) values.size());
    for (ValueDescription value : values) {
      out.text(value.name());
    }
    int columns = values.size();
    ByteBuffer rows = out.room(Integer.BYTES + series.length * JournaledRows.size(columns));
    rows.putInt(series.length);
    sample.write(rows);
  }

  /** The batches of a record; those of hosts and probes that are gone are left out. */
  public List<JournaledBatch> read(byte[] record) {
    ByteBuffer in = ByteBuffer.wrap(record);
    List<JournaledBatch> batches = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      List<JournaledRows> rows = new ArrayList<>();
      JournaledBatch batch = batch(in, rows);
      if (batch != null) {
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
  public List<JournaledRows> skim(ByteBuffer rest) {
    List<JournaledRows> rows = new ArrayList<>();
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

  private @Nullable JournaledBatch batch(ByteBuffer in, List<JournaledRows> rows) {
    int number = in.getInt();
    KnownHost host = hosts.get(number);
    byte kind = in.get();
    Delivery delivery =
        kind == NO_DELIVERY
            ? null
            : new Delivery(new UUID(in.getLong(), in.getLong()), in.getLong());
    Long digest = kind == WITH_DIGEST ? in.getLong() : null;
    List<Run> runs = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      runs.add(run(in));
    }
    for (int left = in.getInt(); left > 0; left--) {
      JournaledRows sample = rows(in, number);
      if (sample != null && judge.takes(sample)) {
        rows.add(sample);
      }
    }
    if (host == null) {
      Log.LOGGER.warning(() -> "the journal has a batch of a host that is gone: " + number);
      return null;
    }
    return new JournaledBatch(
        host, new Batch(host.name(), delivery, List.of(), Map.of(), runs), digest, rows);
  }

  private static Run run(ByteBuffer in) {
    return new Run(
        text(in),
        text(in),
        Run.Outcome.of(text(in)),
        in.get() == 0 ? null : text(in),
        Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS),
        in.getLong());
  }

  private @Nullable JournaledRows rows(ByteBuffer in, int host) {
    int id = in.getInt();
    long micros = in.getLong();
    List<String> names = names(in);
    int count = in.getInt();
    int length = Math.multiplyExact(count, JournaledRows.size(names.size()));
    ByteBuffer rows = in.slice(in.position(), length);
    in.position(in.position() + length);
    KnownProbe probe = probes.get(id);
    if (probe == null) {
      judge.misses(host, id, micros, count);
      return null;
    }
    return new JournaledRows(host, probe, micros, names, count, rows);
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
