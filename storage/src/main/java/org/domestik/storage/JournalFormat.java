// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
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
import org.domestik.model.Row;
import org.domestik.model.Run;
import org.domestik.model.Sample;
import org.domestik.model.ValueDescription;
import org.domestik.storage.BoundBatch.BoundSample;
import org.jspecify.annotations.Nullable;

/**
 * Batches as bytes, with the database's numbers for hosts, probes and series.
 *
 * <p>The names of a probe's values go with each record: its columns may be others when it is read.
 */
final class JournalFormat {
  private final Map<Integer, KnownHost> hosts = new HashMap<>();
  private final Map<Integer, KnownProbe> probes = new HashMap<>();
  private final Map<Integer, Map<Integer, SeriesEntry>> series = new HashMap<>();

  /** For reading what a killed process left. */
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
        size += 32 + 24 * values + sample.series.length * (4 + 8 * values);
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
    ByteBuffer row = ByteBuffer.allocate(4 + 8 * values.size());
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

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }

  /** The batches of a record; those of hosts and series that are gone are left out. */
  List<FreshBatch> read(byte[] record) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(record));
    List<FreshBatch> batches = new ArrayList<>();
    try {
      for (int left = in.readInt(); left > 0; left--) {
        FreshBatch batch = batch(in);
        if (batch != null) {
          batches.add(batch);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Its checksum was right, so this is a fault of ours.
    }
    return batches;
  }

  private @Nullable FreshBatch batch(DataInputStream in) throws IOException {
    int number = in.readInt();
    KnownHost host = hosts.get(number);
    Delivery delivery =
        in.readBoolean()
            ? new Delivery(new UUID(in.readLong(), in.readLong()), in.readLong())
            : null;
    List<Run> runs = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      runs.add(run(in));
    }
    List<TakenSample> samples = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      TakenSample sample = sample(in, number);
      if (sample != null) {
        samples.add(sample);
      }
    }
    if (host == null) {
      Log.LOGGER.warning(() -> "the journal has a batch of a host that is gone: " + number);
      return null;
    }
    List<BoundSample> bound = samples.stream().map(sample -> sample.bound).toList();
    Batch batch =
        new Batch(
            host.name(),
            delivery,
            bound.stream().map(BoundSample::sample).toList(),
            Map.of(),
            runs);
    return new FreshBatch(new BoundBatch(batch, bound), host, samples);
  }

  private static Run run(DataInputStream in) throws IOException {
    return new Run(
        text(in),
        text(in),
        Run.Outcome.of(text(in)),
        in.readBoolean() ? text(in) : null,
        Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS),
        in.readLong());
  }

  private @Nullable TakenSample sample(DataInputStream in, int host) throws IOException {
    int id = in.readInt();
    Instant time = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
    List<String> names = new ArrayList<>();
    for (int left = in.readShort(); left > 0; left--) {
      names.add(text(in));
    }
    List<String> shape = List.copyOf(names);
    KnownProbe probe = probes.get(id);
    List<Row> rows = new ArrayList<>();
    List<SeriesEntry> entries = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int number = in.readInt();
      SeriesEntry entry = probe == null ? null : entry(probe, number);
      double[] values = new double[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
      if (entry != null) {
        rows.add(new Row(List.of(), shape, values));
        entries.add(entry);
      }
    }
    if (probe == null || rows.isEmpty()) {
      Log.LOGGER.warning(() -> "the journal has a sample of a probe or key that is gone: " + id);
      return null;
    }
    return new TakenSample(
        host, BoundSample.of(probe, new Sample(probe.name(), time, rows)), entries);
  }

  private @Nullable SeriesEntry entry(KnownProbe probe, int id) {
    return series
        .computeIfAbsent(
            probe.id(),
            absent -> {
              Map<Integer, SeriesEntry> byNumber = new HashMap<>();
              probe.series().values().forEach(entry -> byNumber.put(entry.id, entry));
              return byNumber;
            })
        .get(id);
  }
}
