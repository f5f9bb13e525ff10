// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * A value computed from a sample's others, per sample and so before any minimum or maximum is
 * taken.
 *
 * @param unit as shown on the axis; null if not said
 * @param title as shown in legends; null: the name
 */
public record DerivedValue(
    String name, Expression expression, @Nullable String unit, @Nullable String title) {
  public DerivedValue {
    Names.column("derived value", name);
  }
}
