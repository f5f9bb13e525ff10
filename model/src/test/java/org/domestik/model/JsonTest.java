// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void wholeNumbersHaveAllTheirDigits() {
    assertThat(Json.write(Map.of("v", List.of(476.0, 0x1p53 + 2, 0x1p63, 0.5))))
        .isEqualTo("{\"v\":[476,9007199254740994,9.223372036854776E18,0.5]}");
  }
}
