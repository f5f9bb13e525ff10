// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.time.Duration;

/**
 * How much one request may hold.
 *
 * @param bodyBytes the most bytes of a body, counted after inflation
 * @param rows the most rows (one a key and time)
 * @param bucket the longest bucket
 * @param ahead how far a line's time may be ahead of the server's clock: one of later comes from a
 *     wrong clock and would be wrong for long, so it alone is left out
 * @param gaps whether a key's level may be empty: rows have nothing of one that the key got since,
 *     or that their sender left out
 */
public record IngestLimits(int bodyBytes, int rows, Duration bucket, Duration ahead, boolean gaps) {
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * A row of a new series takes up to a KiB until it is stored, with all that is made of it on the
   * way.
   */
  private static final long HEAP_EACH = 8_192;

  /** A sample may have as many: no probe's may be too much. */
  private static final int LEAST_ROWS = 10_000;

  /** 16 MiB, 100,000 rows and buckets of a day. */
  public static final IngestLimits DEFAULT = new IngestLimits(16 << 20, 100_000);

  /** A body is held as a whole, and for a moment nearly twice. */
  private static final long BODY_PART = 4;

  /**
   * The longest body of any protocol: InfluxDB's {@code max-body-size}, which Proxmox VE fills, as
   * far as this process can hold it.
   */
  public static final int LONGEST_BODY =
      (int) Math.min(25_000_000, Runtime.getRuntime().maxMemory() / BODY_PART);

  /** What comes from a file, whose buckets may be those of any archive. */
  public static final IngestLimits OF_FILES =
      new IngestLimits(DEFAULT.bodyBytes, 200_000, Duration.ofDays(366), HOUR, true);

  /** With buckets of a day, and lines an hour ahead. */
  public IngestLimits(int bodyBytes, int rows) {
    this(bodyBytes, rows, Duration.ofDays(1), HOUR, false);
  }

  /** The same, of lines so far ahead and no more. */
  public IngestLimits ahead(Duration ahead) {
    return new IngestLimits(bodyBytes, rows, bucket, ahead, gaps);
  }

  /** The same with no more than a heap of so many bytes bears. */
  public IngestLimits ofHeap(long heap) {
    return new IngestLimits(
        (int) Math.min(bodyBytes, heap / BODY_PART),
        Math.clamp(heap / HEAP_EACH, LEAST_ROWS, rows),
        bucket,
        ahead,
        gaps);
  }

  /** Likewise, for a store that takes samples so far ahead; less than an hour stays an hour. */
  public IngestLimits ofStore(Duration ahead) {
    return ahead(ahead.compareTo(HOUR) > 0 ? ahead : HOUR);
  }
}
