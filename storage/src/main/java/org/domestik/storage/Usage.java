// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store takes of the disk, and what it will.
 *
 * @param bytes what the database takes now
 * @param free what its disk has left; null where the database is another machine's matter
 * @param shares by host and probe, of described probes
 */
public record Usage(long bytes, @Nullable Long free, List<Share> shares) {

  /**
   * The part of one host and probe. Bytes are estimates from the numbers of rows.
   *
   * @param liveRows samples at full resolution, one a key and time
   * @param buckets archive rows
   * @param settledBytes what live data and archive together come to if the host goes on as it does,
   *     once the oldest archive has reached its age; of a silent host what they are
   * @param settled about when that is; null if it is already so
   */
  public record Share(
      String host,
      String probe,
      long liveRows,
      long buckets,
      long liveBytes,
      long archiveBytes,
      long settledBytes,
      @Nullable Instant settled) {}
}
