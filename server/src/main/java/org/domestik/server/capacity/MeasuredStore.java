// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.capacity;

/**
 * What one kind of store takes, as measured: {@code benchmarks/RESULTS.md} has the runs, and
 * docs/scale.md says which figure is from which.
 */
public enum MeasuredStore {
  DUCKDB("DuckDB", 2, 2, 4, 9, 0.0019, 640_000, 190 << 20, 2_900),
  POSTGRESQL("PostgreSQL", 76, 8, 72, 48, 0.0028, 218_000, 293 << 20, 2_500);

  /** The part of a core that jobs, questions and bursts leave for what comes evenly. */
  private static final double HEADROOM = 0.5;

  private final String title;
  private final int liveBytes;
  private final int liveBytesOfValue;
  private final int bucketBytes;
  private final int bucketBytesOfValue;
  private final double secondsOfRequest;
  private final double rowsOfSecond;
  private final long bytesAlone;
  private final int bytesOfSeries;

  MeasuredStore(
      String title,
      int liveBytes,
      int liveBytesOfValue,
      int bucketBytes,
      int bucketBytesOfValue,
      double secondsOfRequest,
      double rowsOfSecond,
      long bytesAlone,
      int bytesOfSeries) {
    this.title = title;
    this.liveBytes = liveBytes;
    this.liveBytesOfValue = liveBytesOfValue;
    this.bucketBytes = bucketBytes;
    this.bucketBytesOfValue = bucketBytesOfValue;
    this.secondsOfRequest = secondsOfRequest;
    this.rowsOfSecond = rowsOfSecond;
    this.bytesAlone = bytesAlone;
    this.bytesOfSeries = bytesOfSeries;
  }

  /** As people write it. */
  public String title() {
    return title;
  }

  /** Bytes of live data on disk. */
  public double live(PlannedFleet fleet) {
    return fleet.liveRows() * (liveBytes + liveBytesOfValue * (double) fleet.values());
  }

  /** Bytes of the archive on disk. */
  public double archive(PlannedFleet fleet) {
    return fleet.buckets() * (bucketBytes + bucketBytesOfValue * (double) fleet.values());
  }

  /** Bytes of memory of server and store, without what the system keeps of files. */
  public double memory(PlannedFleet fleet) {
    return bytesAlone + bytesOfSeries * fleet.series();
  }

  /** Cores that are to be there: what comes evenly takes half of them. */
  public double cores(PlannedFleet fleet) {
    double busy =
        fleet.requestsPerSecond() * secondsOfRequest + fleet.rowsPerSecond() / rowsOfSecond;
    return busy / HEADROOM;
  }
}
