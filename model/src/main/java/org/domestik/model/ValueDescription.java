// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import org.jspecify.annotations.Nullable;

/**
 * What a probe says about one of its values.
 *
 * @param name the column's name
 * @param type integer until a sample with a fraction comes, then real for good
 * @param unit as shown on the axis, for example {@code kB}; null if not said
 * @param title as shown in legends; null: the name
 */
public record ValueDescription(
    String name, Type type, @Nullable String unit, @Nullable String title) {
  public ValueDescription {
    Names.column("value", name);
  }

  /** The column types. */
  public enum Type {
    INTEGER,
    REAL
  }
}
