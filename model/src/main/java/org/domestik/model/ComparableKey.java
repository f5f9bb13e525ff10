// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.List;

/**
 * The texts of a key as a key of a map, which stays fast whatever strangers call things: texts of
 * one hash code are easy to make, and only what has an order is found among them without a look at
 * each.
 */
public record ComparableKey(List<String> texts) implements Comparable<ComparableKey> {
  @Override
  public int compareTo(ComparableKey that) {
    return compare(texts, that.texts);
  }

  /** The order of two keys: by their first texts that differ, a shorter one first. */
  public static int compare(List<String> a, List<String> b) {
    int both = Math.min(a.size(), b.size());
    for (int i = 0; i < both; i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
