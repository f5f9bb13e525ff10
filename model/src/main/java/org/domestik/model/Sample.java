// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one run of a probe saw.
 *
 * @param probe the server-side probe fed
 * @param time when it was seen
 * @param rows one a key, at least one
 */
public record Sample(String probe, Instant time, List<Row> rows) {
  public Sample {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new BadInput("a sample of probe \"" + probe + "\" has no values");
    }
  }

  /** The same, seen later by so much. */
  public Sample later(Duration by) {
    return new Sample(probe, time.plus(by), rows);
  }
}
