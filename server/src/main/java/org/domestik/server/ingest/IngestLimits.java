// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

/**
 * What one request may bring.
 *
 * @param bodyBytes the most bytes of a body, counted after inflation
 * @param rows the most rows (one a key and time)
 */
public record IngestLimits(int bodyBytes, int rows) {
  /** 16 MiB and 100,000 rows. */
  public static final IngestLimits DEFAULT = new IngestLimits(16 << 20, 100_000);
}
