// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.measure.Installed;

/**
 * The first Domestik's live table on PostgreSQL, texts for host and key, filled by COPY, one commit
 * a request.
 */
final class SeedLive implements Side {
  private static final String TABLE = "domestik.probe_" + Fleet.PROBE;
  private static final String CREATE =
      "CREATE TABLE "
          + TABLE
          + " (host TEXT NOT NULL, process TEXT NOT NULL, data BIGINT, stack BIGINT,"
          + " sample_time TIMESTAMPTZ NOT NULL)";

  private final String name;
  private final Path folder;
  private final SeedDatabase database;

  private SeedLive(String name, Path folder, SeedDatabase database) {
    this.name = name;
    this.folder = folder;
    this.database = database;
  }

  /** With the indexes that it had: what its users come from. */
  static SeedLive start(Path folder) throws IOException {
    return new SeedLive(
        "the seed's table on PostgreSQL",
        folder,
        SeedDatabase.start(
            folder,
            CREATE,
            "CREATE INDEX dmkppth ON " + TABLE + " (host)",
            "CREATE INDEX dmkppthm ON " + TABLE + " (host, process)"));
  }

  /** With an index of the shape that Domestik has: the limit on PostgreSQL. */
  static SeedLive bareCopy(Path folder) throws IOException {
    return new SeedLive(
        "PostgreSQL, bare COPY",
        folder,
        SeedDatabase.start(
            folder, CREATE, "CREATE INDEX ON " + TABLE + " (host, process, sample_time)"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return Installed.version("postgresql-15");
  }

  @Override
  public boolean takes(Format format) {
    return format == Format.LINES;
  }

  @Override
  public Load.Sender connect(Format format) throws IOException {
    SeedDatabase.Filler filler = database.filler(TABLE);
    return new Load.Sender() {
      @Override
      public void send(Body body) throws IOException {
        filler.fill(text(body.cells()));
      }

      @Override
      public void close() throws IOException {
        filler.close();
      }
    };
  }

  private static StringBuilder text(long[] cells) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cells.length; i += Body.WIDTH) {
      text.append("host-").append(cells[i]).append("\tprocess-").append(cells[i + 1]);
      text.append('\t').append(cells[i + 3]).append('\t').append(cells[i + 4]).append('\t');
      text.append(Instant.ofEpochSecond(cells[i + 2] / 1_000_000)).append('\n');
    }
    return text;
  }

  @Override
  public long rows() throws IOException {
    return database.rows(TABLE);
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    String sql =
        "SELECT sample_time, data, stack FROM "
            + TABLE
            + " WHERE host = ? AND process = ? AND sample_time >= ? AND sample_time < ?"
            + " ORDER BY sample_time";
    return database.ask(sql, host, key, Timestamp.from(from), Timestamp.from(to));
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
