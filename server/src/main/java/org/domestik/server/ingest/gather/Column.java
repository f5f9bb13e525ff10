// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/**
 * A value of a probe.
 *
 * @param name the column's
 * @param title what its sender calls it; null: the same
 * @param unit null: not known
 */
public record Column(String name, @Nullable String title, @Nullable String unit) {
  ValueDescription description() {
    // The store makes it real once a number has a fraction.
    return new ValueDescription(name, ValueDescription.Type.INTEGER, unit, title);
  }
}
