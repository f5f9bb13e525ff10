// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.metrics;

/** Something {@code /metrics} shows. */
public interface Metric {

  /** Writes HELP, TYPE and the values. */
  void write(MetricsText out);
}
