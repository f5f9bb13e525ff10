// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class TreesTest {
  private static final Map<String, Object> TREE =
      Map.of("a", List.of(1L, -0.25, "é;]}\0"), "b", Map.of("c", true), "d", Double.NaN);

  @Test
  void writtenTreeIsReadBack() {
    assertThat(Trees.read(Trees.write(TREE))).isEqualTo(List.of(TREE));
  }

  @Test
  void everyCutOffTreeIsBadInput() {
    byte[] bytes = Trees.write(TREE);
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Trees.read(cut)).isInstanceOf(BadInput.class);
    }
  }
}
