// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.util.ArrayList;
import java.util.List;

/** A point that is of many observations: as it is read, field by field. */
final class Distribution {
  double count = Double.NaN;
  double sum = Double.NaN;
  double least = Double.NaN;
  double greatest = Double.NaN;

  /** A histogram's: in each how many, the last without a bound. */
  final List<Double> buckets = new ArrayList<>();

  /** The upper bounds of all buckets but the last. */
  final List<Double> bounds = new ArrayList<>();

  /** A summary's: shares of 1, each with what is not exceeded by so many. */
  final List<double[]> quantiles = new ArrayList<>();
}
