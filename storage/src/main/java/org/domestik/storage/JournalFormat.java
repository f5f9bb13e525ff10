// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.model.Run;
import org.domestik.model.ValueDescription;
import org.jspecify.annotations.Nullable;

/**
 * Batches as bytes, with the database's numbers for hosts, probes and series.
 *
 * <p>The names of a probe's values go with each record: its columns may be others when it is read.
 */
final class JournalFormat {
  private final Map<Integer, KnownHost> hosts = new HashMap<>();
  private final Map<Integer, KnownProbe> probes = new HashMap<>();

  /** For reading, with the hosts and probes as they are now. */
  JournalFormat(Catalog catalog) {
    catalog.hosts().forEach(host -> hosts.put(host.id(), host));
    catalog.probes().forEach(probe -> probes.put(probe.id(), probe));
  }

  /** One record of batches that were sent together. */
  static byte[] write(List<FreshBatch> batches) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size(batches));
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeInt(batches.size());
      for (FreshBatch batch : batches) {
        write(out, batch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail like this.
    }
    return bytes.toByteArray();
  }

  /** About what they will take: an array that need not grow. */
  private static int size(List<FreshBatch> batches) {
    int size = 64;
    for (FreshBatch batch : batches) {
      size += 64 + 128 * batch.bound().batch().runs().size();
      for (TakenSample sample : batch.samples()) {
        int values = sample.bound.probe().description().values().size();
        size += 32 + 24 * values + sample.series.length * JournaledRows.size(values);
      }
    }
    return size;
  }

  private static void write(DataOutputStream out, FreshBatch batch) throws IOException {
    out.writeInt(batch.host().id());
    Delivery delivery = batch.bound().batch().delivery();
    out.writeBoolean(delivery != null);
    if (delivery != null) {
      out.writeLong(delivery.boot().getMostSignificantBits());
      out.writeLong(delivery.boot().getLeastSignificantBits());
      out.writeLong(delivery.sequence());
    }
    List<Run> runs = batch.bound().batch().runs();
    out.writeInt(runs.size());
    for (Run run : runs) {
      text(out, run.probe());
      text(out, run.script());
      text(out, run.outcome().word());
      String error = run.error();
      out.writeBoolean(error != null);
      if (error != null) {
        text(out, error);
      }
      out.writeLong(Ledger.micros(run.time()));
      out.writeLong(run.micros());
    }
    out.writeInt(batch.samples().size());
    for (TakenSample sample : batch.samples()) {
      write(out, sample);
    }
  }

  private static void write(DataOutputStream out, TakenSample sample) throws IOException {
    List<ValueDescription> values = sample.bound.probe().description().values();
    SeriesEntry[] series = sample.series();
    out.writeInt(sample.bound.probe().id());
    out.writeLong(sample.bound.micros());
    out.writeShort(values.size());
    for (ValueDescription value : values) {
      text(out, value.name());
    }
    out.writeInt(series.length);
    ByteBuffer row = ByteBuffer.allocate(JournaledRows.size(values.size()));
    for (int i = 0; i < series.length; i++) {
      row.clear().putInt(series[i].id);
      for (int column = 0; column < values.size(); column++) {
        row.putDouble(sample.bound.value(i, column));
      }
      out.write(row.array());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** The batches of a record; those of hosts and probes that are gone are left out. */
  List<JournaledBatch> read(byte[] record) {
    ByteBuffer in = ByteBuffer.wrap(record);
    List<JournaledBatch> batches = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      JournaledBatch batch = batch(in);
      if (batch != null) {
        batches.add(batch);
      }
    }
    return batches;
  }

  private @Nullable JournaledBatch batch(ByteBuffer in) {
    int number = in.getInt();
    KnownHost host = hosts.get(number);
    Delivery delivery =
        in.get() == 0 ? null : new Delivery(new UUID(in.getLong(), in.getLong()), in.getLong());
    List<Run> runs = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      runs.add(run(in));
    }
    List<JournaledRows> rows = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      JournaledRows sample = rows(in, number);
      if (sample != null) {
        rows.add(sample);
      }
    }
    if (host == null) {
      Log.LOGGER.warning(() -> "the journal has a batch of a host that is gone: " + number);
      return null;
    }
    return new JournaledBatch(
        host, new Batch(host.name(), delivery, List.of(), Map.of(), runs), rows);
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
    List<String> names = new ArrayList<>();
    for (int left = in.getShort(); left > 0; left--) {
      names.add(text(in));
    }
    int count = in.getInt();
    int length = count * JournaledRows.size(names.size());
    ByteBuffer rows = in.slice(in.position(), length);
    in.position(in.position() + length);
    KnownProbe probe = probes.get(id);
    if (probe == null) {
      Log.LOGGER.warning(() -> "the journal has a sample of a probe that is gone: " + id);
      return null;
    }
    return new JournaledRows(host, probe, micros, names, count, rows);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }
}
