// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.catalog.KnownProbe;

/**
 * Divides samples among transactions that need no more memory than there is: by probe, and where
 * one probe's are too many, in the order in which they came. A sample is never divided.
 */
public final class LiveParts {
  /** Measured: what DuckDB takes for each column that has but one row. */
  static final long BYTES_OF_A_COLUMN = 5_000;

  static final long BYTES_OF_A_CELL = 9;

  /** DuckDB's row group: it is written to its place as soon as it is full. */
  private static final long ROW_GROUP = 122_880;

  /** A late row stands in two tables beside the live one, in one of them twice. */
  private static final long LATE = 4;

  private final long room;
  private final Portions<LiveRows> parts;

  private LiveParts(long room) {
    this.room = room;
    parts = new Portions<>(room);
  }

  /**
   * The parts, each at most so many bytes or a single sample; what comes first of a probe stands in
   * an earlier one.
   */
  public static List<List<LiveRows>> of(List<PreparedSample> samples, long room) {
    Map<String, List<PreparedSample>> byProbe = new LinkedHashMap<>();
    for (PreparedSample sample : samples) {
      byProbe.computeIfAbsent(sample.probe().name(), _ -> new ArrayList<>()).add(sample);
    }
    LiveParts parts = new LiveParts(room);
    byProbe.values().forEach(parts::add);
    return parts.parts.all();
  }

  private void add(List<PreparedSample> ofProbe) {
    KnownProbe probe = ofProbe.getFirst().probe();
    LiveRows rows = new LiveRows(probe);
    Weight weight = new Weight(probe.tables().liveColumns().size());
    for (PreparedSample sample : ofProbe) {
      long before = weight.bytes();
      weight.add(sample);
      if (before > 0 && weight.bytes() > room) {
        parts.put(rows, before);
        rows = new LiveRows(probe);
        weight = new Weight(weight.columns);
        weight.add(sample);
      }
      rows.add(sample);
    }
    parts.put(rows, weight.bytes());
  }

  /** What rows of one table need. */
  private static final class Weight {
    final long columns;
    private long sure;
    private long late;

    Weight(long columns) {
      this.columns = columns;
    }

    void add(PreparedSample sample) {
      if (sample.isNew()) {
        sure += sample.count();
      } else {
        late += sample.count();
      }
    }

    long bytes() {
      long group = Math.min(sure, ROW_GROUP);
      return columns * (ofColumn(group) + LATE * ofColumn(late));
    }

    private static long ofColumn(long rows) {
      return rows == 0 ? 0 : Math.max(BYTES_OF_A_COLUMN, rows * BYTES_OF_A_CELL);
    }
  }
}
