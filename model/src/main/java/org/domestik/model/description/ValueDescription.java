// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * What a probe says about one of its values.
 *
 * @param name the column's name
 * @param type integer until a sample with a fraction comes, then real for good
 * @param unit as shown on the axis, for example {@code kB}; null if not said
 * @param title as shown in legends; null: the name
 * @param least what is below it was not measured, inclusive; null: nothing is too small
 * @param most what is above it was not measured, inclusive; null: nothing is too large
 */
public record ValueDescription(
    String name,
    Type type,
    @Nullable String unit,
    @Nullable String title,
    @Nullable Double least,
    @Nullable Double most) {
  public ValueDescription {
    Names.column("value", name);
  }

  /** Without limits. */
  public ValueDescription(String name, Type type, @Nullable String unit, @Nullable String title) {
    this(name, type, unit, title, null, null);
  }

  /** Whether not every number can have been measured. */
  public boolean isLimited() {
    return least != null || most != null;
  }

  /** Why a number cannot have been measured; null if it can. */
  public @Nullable String fault(double number) {
    if (least != null && number < least) {
      return number + " is less than " + least + ", the least there can be";
    }
    if (most != null && number > most) {
      return number + " is more than " + most + ", the most there can be";
    }
    return null;
  }

  /** The column types. */
  public enum Type {
    INTEGER,
    REAL
  }
}
