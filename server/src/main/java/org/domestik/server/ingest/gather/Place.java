// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.List;
import org.domestik.model.ComparableKey;

/**
 * Where the numbers of a series go. Its maker keeps it: the same instance is found again quickest.
 *
 * @param table the probe
 * @param key one text a level of the table's keys
 * @param value which of the table's values
 */
public record Place(Table table, ComparableKey key, Column value) {
  /** The place of a key's texts. */
  public static Place of(Table table, List<String> key, Column value) {
    return new Place(table, new ComparableKey(List.copyOf(key)), value);
  }
}
