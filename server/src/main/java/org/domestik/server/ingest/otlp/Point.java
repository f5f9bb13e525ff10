// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.util.SortedMap;
import java.util.TreeMap;

/** A point of a metric: as it is read, field by field. */
final class Point {
  /** The flag that there is none at this time. */
  static final int NO_VALUE = 1;

  final SortedMap<String, String> attributes = new TreeMap<>();
  final Distribution distribution = new Distribution();
  long nanos;
  long flags;
  double number = Double.NaN;
}
