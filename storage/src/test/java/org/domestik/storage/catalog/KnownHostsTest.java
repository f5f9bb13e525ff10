// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KnownHostsTest {
  private static final String LETTERS = "aAbBéÉßıIiİÿŸσςΣ-";

  private final Random random = new Random(7);

  private String name() {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }

  @Test
  void namesAreAlikeThatDifferInCaseOnlyAsOneByOneComparisonFinds() {
    KnownHosts hosts = new KnownHosts();
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 2_000; i++) {
      String name = name();
      if (random.nextInt(4) == 0) {
        hosts.remove(name);
        names.remove(name);
      } else {
        hosts.put(new KnownHost(i, name, null));
        names.add(name);
      }
      String asked = name();
      assertThat(hosts.alike(asked))
          .as(asked)
          .containsExactlyInAnyOrderElementsOf(
              names.stream().filter(asked::equalsIgnoreCase).toList());
      assertThat(hosts.count()).isEqualTo(names.size());
    }
  }
}
