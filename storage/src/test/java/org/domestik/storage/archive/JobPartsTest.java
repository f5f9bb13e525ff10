// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.storage.engine.Contract;
import org.junit.jupiter.api.Test;

class JobPartsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());

  private static Map<String, Instant> hosts(int number) {
    Map<String, Instant> hosts = new LinkedHashMap<>();
    for (int host = 0; host < number; host++) {
      hosts.put("h" + host, NOON);
    }
    return hosts;
  }

  @Test
  void partsAreBoundedButForAHostThatIsTooLargeAlone() {
    Map<String, Long> due = Map.of("h0", 60L, "h1", 50L, "h2", 50L, "h3", 500L, "h4", 1L);
    assertThat(JobParts.of(hosts(5), due, 100, 10))
        .extracting(part -> String.join(" ", part.keySet()))
        .containsExactly("h0", "h1 h2", "h3", "h4");
    assertThat(JobParts.of(hosts(5), due, 1000, 2)).extracting(Map::size).containsExactly(2, 2, 1);
  }

  @Test
  void aProbeOfManyValuesIsTakenInSmallerParts() {
    Map<String, Instant> hosts = hosts(40);
    Map<String, Long> due = new HashMap<>();
    hosts.keySet().forEach(host -> due.put(host, 72_000L));
    assertThat(JobParts.of(Contract.tracking(), hosts, due)).hasSizeBetween(2, 4);
  }

  @Test
  void nothingToDoIsNoPart() {
    assertThat(JobParts.of(hosts(3), Map.of(), 100, 10)).isEmpty();
  }

  @Test
  void everyHostWithRowsIsInOnePartAndThoseOfOneTimeStandTogether() {
    Random random = new Random(SEED);
    Map<String, Instant> before = new LinkedHashMap<>();
    Map<String, Long> due = new HashMap<>();
    for (int host = 0; host < 300; host++) {
      before.put("h" + host, NOON.minusSeconds(3600L * random.nextInt(3)));
      due.put("h" + host, random.nextInt(4) == 0 ? 0L : random.nextLong(60));
    }
    List<Map<String, Instant>> parts = JobParts.of(before, due, 200, 20);
    Map<String, Instant> all = new HashMap<>();
    parts.forEach(all::putAll);
    Map<String, Instant> expected = new HashMap<>(before);
    expected.keySet().removeIf(host -> due.getOrDefault(host, 0L) == 0);
    assertThat(all).as("seed " + SEED).isEqualTo(expected);
    assertThat(parts.stream().mapToInt(Map::size).sum()).isEqualTo(expected.size());
    assertThat(parts.stream().flatMap(part -> part.values().stream()).toList()).isSorted();
  }
}
