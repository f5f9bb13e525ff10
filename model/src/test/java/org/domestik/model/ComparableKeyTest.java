// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ComparableKeyTest {
  /** 65,536 texts of one hash code: without an order, each is compared with all before it. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void textsOfOneHashCodeAreFoundLikeOthers() {
    Set<ComparableKey> keys = new HashSet<>();
    for (int number = 0; number < 1 << 16; number++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
      }
      assertThat(keys.add(new ComparableKey(List.of(text.toString())))).isTrue();
    }
    assertThat(keys.stream().mapToInt(ComparableKey::hashCode).distinct().count()).isEqualTo(1);
  }

  @Test
  void orderGoesWithEquality() {
    List<List<String>> keys =
        List.of(List.of(), List.of("a"), List.of("a", "a"), List.of("a", "b"), List.of("b"));
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        assertThat(
                Integer.signum(
                    new ComparableKey(keys.get(i)).compareTo(new ComparableKey(keys.get(j)))))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }
}
