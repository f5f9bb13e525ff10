// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.metrics;

import java.util.function.DoubleSupplier;

/**
 * A value as it is at the moment of asking.
 *
 * @param type {@code gauge}, or {@code counter} for a sum kept elsewhere
 */
public record Gauge(String name, String type, String help, DoubleSupplier value) implements Metric {

  /** A value that goes up and down. */
  public Gauge(String name, String help, DoubleSupplier value) {
    this(name, "gauge", help, value);
  }

  @Override
  public void write(MetricsText out) {
    out.head(name, type, help);
    out.line(name, value.getAsDouble());
  }
}
