// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.ProbeDescription;

/**
 * Which hosts of a described probe a job takes in one transaction. A host is never divided: all of
 * it is done, or nothing.
 */
final class JobParts {
  /**
   * Bounds how long samples that arrive meanwhile wait, and the memory: so many take a tenth of a
   * second to half of one.
   */
  private static final long NUMBERS_AT_ONCE = 4_000_000;

  private static final int HOSTS_AT_ONCE = 500;

  private JobParts() {}

  /**
   * The hosts with something to do, in parts of bounded size; those with one cut-off stand
   * together, as they are found with less work.
   *
   * @param before the cut-offs by host
   * @param work how many rows of each host are before it, or are as much work as what is
   */
  static List<Map<String, Instant>> of(
      ProbeDescription description, Map<String, Instant> before, Map<String, Long> work) {
    long numbers = Math.max(1, description.values().size() + description.derived().size());
    return of(before, work, NUMBERS_AT_ONCE / numbers, HOSTS_AT_ONCE);
  }

  static List<Map<String, Instant>> of(
      Map<String, Instant> before, Map<String, Long> work, long rowsAtOnce, int hostsAtOnce) {
    List<Map<String, Instant>> parts = new ArrayList<>();
    Map<String, Instant> part = new LinkedHashMap<>();
    long rows = 0;
    for (Map.Entry<String, Instant> host : inOrder(before)) {
      long size = work.getOrDefault(host.getKey(), 0L);
      if (size == 0) {
        continue;
      }
      if (!part.isEmpty() && (rows + size > rowsAtOnce || part.size() == hostsAtOnce)) {
        parts.add(part);
        part = new LinkedHashMap<>();
        rows = 0;
      }
      part.put(host.getKey(), host.getValue());
      rows += size;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static List<Map.Entry<String, Instant>> inOrder(Map<String, Instant> before) {
    List<Map.Entry<String, Instant>> hosts = new ArrayList<>(before.entrySet());
    hosts.sort(Map.Entry.comparingByValue());
    return hosts;
  }
}
