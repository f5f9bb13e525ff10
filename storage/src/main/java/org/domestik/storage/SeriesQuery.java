// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;

/**
 * Asks for one key's values over time.
 *
 * @param key one text a level; empty for a flat probe
 * @param from inclusive
 * @param to exclusive
 * @param points how many slots to thin to; 0: every point. A slot keeps its minimum and maximum
 */
public record SeriesQuery(
    String host, String probe, List<String> key, Instant from, Instant to, int points) {
  public SeriesQuery {
    key = List.copyOf(key);
  }
}
