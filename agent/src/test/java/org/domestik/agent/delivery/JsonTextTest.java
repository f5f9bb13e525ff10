// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void valuesAreRead() {
    assertThat(JsonText.read(" {\"a\": [1, \"\\u00e9\", true], \"b\": {}} "))
        .isEqualTo(Map.of("a", List.of(1.0, "é", true), "b", Map.of()));
  }

  @Test
  void nestingIsBounded() {
    assertThat(JsonText.read("[".repeat(100) + "]".repeat(100))).isInstanceOf(List.class);
    assertThat(JsonText.read("[" + "[],".repeat(200) + "[]]")).isInstanceOf(List.class);
    for (String opening : List.of("[", "{\"a\":")) {
      assertThatThrownBy(() -> JsonText.read(opening.repeat(200_000)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("expected at most 100 levels at character");
    }
  }

  @Test
  void brokenEscapeNamesItsPlace() {
    for (String broken : List.of("\"\\u12", "\"\\u12x4\"", "\"\\u")) {
      assertThatThrownBy(() -> JsonText.read(broken))
          .isInstanceOf(BadInput.class)
          .hasMessage("expected four hexadecimal digits at character 4");
    }
  }
}
