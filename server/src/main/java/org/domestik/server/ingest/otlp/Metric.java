// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

/**
 * What is said of a metric's points.
 *
 * @param unit in UCUM's spelling; empty: none
 */
record Metric(String name, String unit, Kind kind) {
  /** What its numbers are. */
  enum Kind {
    GAUGE,
    /** A sum since the start that may fall; shown as a gauge. */
    UP_DOWN,
    /** A sum since the start that only rises. */
    CUMULATIVE,
    /** What was added since the point before. */
    DELTA;

    static Kind of(long temporality, boolean monotonic) {
      return temporality == 1 ? DELTA : monotonic ? CUMULATIVE : UP_DOWN;
    }

    /** What is added to a metric's name. */
    String ending() {
      return switch (this) {
        case GAUGE, UP_DOWN -> "";
        case CUMULATIVE -> "_total";
        case DELTA -> "_delta";
      };
    }
  }
}
