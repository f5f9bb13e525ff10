// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;
import java.util.Map;

/**
 * What a batch would add to what the store has of its host.
 *
 * @param isNew whether the store never heard of the host
 * @param alike for a new host, those that are called so but for upper and lower case
 * @param probes how many probes it would be the first to deliver
 * @param columns how many values probes would have more, those of new probes included
 * @param keys how many keys the host would have more, by probe; only where there are any
 * @param held what the host has already
 */
public record Growth(
    String host,
    boolean isNew,
    List<String> alike,
    int probes,
    int columns,
    Map<String, Integer> keys,
    Held held) {
  public Growth {
    alike = List.copyOf(alike);
    keys = Map.copyOf(keys);
  }

  /** How many keys the host would have more, of all probes. */
  public int allKeys() {
    return keys.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What a host has in the store by now, whether it still delivers that or not. */
  public interface Held {
    /** Its keys, of all probes. */
    int keys();

    /** Its keys of one probe; looks at all that hosts have of it. */
    int keys(String probe);

    /** The probes of which it has keys; looks at all probes. */
    int probes();
  }
}
