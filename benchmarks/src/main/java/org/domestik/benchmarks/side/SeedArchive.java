// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.measure.Installed;

/**
 * The first Domestik's archive table on PostgreSQL, to the letter: texts for host and key, float32,
 * indexes on them alone.
 *
 * <p>Only questions to it are measured: its hours are made here and come in by COPY, those of a
 * {@linkplain #archive time} in the order of host, process and time, as its job would write them.
 */
final class SeedArchive implements Hourly {
  private static final String TABLE = "domestik.probe_" + Fleet.PROBE + "_archive";
  private static final long HOUR = 3_600_000_000L;

  /** Rows a COPY: their text is in memory. */
  private static final int AT_ONCE = 1_000_000;

  private final Path folder;
  private final SeedDatabase database;
  private final SortedMap<Hour, float[]> hours = new TreeMap<>();

  private record Hour(long host, long key, long start) implements Comparable<Hour> {
    @Override
    public int compareTo(Hour other) {
      int byHost = Long.compare(host, other.host);
      int byKey = Long.compare(key, other.key);
      return byHost != 0 ? byHost : byKey != 0 ? byKey : Long.compare(start, other.start);
    }
  }

  private SeedArchive(Path folder, SeedDatabase database) {
    this.folder = folder;
    this.database = database;
  }

  static SeedArchive start(Path folder) throws IOException {
    return new SeedArchive(
        folder,
        SeedDatabase.start(
            folder,
            "CREATE TABLE "
                + TABLE
                + " (host TEXT NOT NULL, process TEXT NOT NULL, sample_time TIMESTAMP WITH TIME"
                + " ZONE NOT NULL, data_min REAL, data_max REAL, stack_min REAL, stack_max REAL,"
                + " used_min REAL, used_max REAL)",
            "CREATE INDEX dmkpptah ON " + TABLE + " (host)",
            "CREATE INDEX dmkpptahm ON " + TABLE + " (host, process)"));
  }

  @Override
  public String name() {
    return "the seed's table on PostgreSQL";
  }

  @Override
  public String version() {
    return Installed.version("postgresql-15");
  }

  @Override
  public void begin() {}

  @Override
  public boolean takes(Format format) {
    return format == Format.LINES;
  }

  @Override
  public Load.Sender connect(Format format) {
    return new Load.Sender() {
      @Override
      public void send(Body body) {
        fold(body.cells());
      }

      @Override
      public void close() {}
    };
  }

  private synchronized void fold(long[] cells) {
    for (int i = 0; i < cells.length; i += Body.WIDTH) {
      Hour hour = new Hour(cells[i], cells[i + 1], cells[i + 2] / HOUR * HOUR);
      float[] extremes =
          hours.computeIfAbsent(
              hour,
              it -> {
                float most = Float.POSITIVE_INFINITY;
                return new float[] {most, -most, most, -most, most, -most};
              });
      long data = cells[i + 3];
      long stack = cells[i + 4];
      float[] values = {(float) data, (float) stack, (float) (data + stack)};
      for (int value = 0; value < values.length; value++) {
        extremes[2 * value] = Math.min(extremes[2 * value], values[value]);
        extremes[2 * value + 1] = Math.max(extremes[2 * value + 1], values[value]);
      }
    }
  }

  @Override
  public synchronized void archive() throws IOException {
    try (SeedDatabase.Filler filler = database.filler(TABLE)) {
      StringBuilder text = new StringBuilder();
      int rows = 0;
      for (var entry : hours.entrySet()) {
        Hour hour = entry.getKey();
        text.append("host-").append(hour.host()).append("\tprocess-").append(hour.key());
        text.append('\t').append(Instant.ofEpochSecond(hour.start() / 1_000_000));
        for (float extreme : entry.getValue()) {
          text.append('\t').append(extreme);
        }
        text.append('\n');
        if (++rows % AT_ONCE == 0) {
          filler.fill(text);
          text.setLength(0);
        }
      }
      filler.fill(text);
      hours.clear();
    }
  }

  @Override
  public long rows() throws IOException {
    return database.rows(TABLE);
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    return hours(host, key, from, to);
  }

  @Override
  public int hours(String host, String key, Instant from, Instant to) throws IOException {
    String sql =
        "SELECT sample_time, data_min, data_max, stack_min, stack_max FROM "
            + TABLE
            + " WHERE host = ? AND process = ? AND sample_time >= ? AND sample_time < ?"
            + " ORDER BY sample_time";
    return database.ask(sql, host, key, Timestamp.from(from), Timestamp.from(to));
  }

  /** None that would say anything of Domestik's. */
  @Override
  public List<Job> jobs() {
    return List.of();
  }

  @Override
  public Set<FleetQuestion> answers() {
    return Set.of(FleetQuestion.RANGE, FleetQuestion.SLOPE);
  }

  @Override
  public int fleet(FleetQuestion question, Instant from, Instant to) throws IOException {
    String measure =
        question == FleetQuestion.RANGE
            ? "max(data_max) - min(data_min)"
            : "regr_slope(data_max, extract(epoch FROM sample_time))";
    String sql =
        "SELECT host, process, "
            + measure
            + " AS rise FROM "
            + TABLE
            + " WHERE sample_time >= ? AND sample_time < ? GROUP BY host, process"
            + " ORDER BY rise DESC LIMIT 10";
    return database.ask(sql, Timestamp.from(from), Timestamp.from(to));
  }

  @Override
  public double cpuSeconds() {
    return database.cpuSeconds();
  }

  @Override
  public long peakMebibytes() {
    return database.peakMebibytes();
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
