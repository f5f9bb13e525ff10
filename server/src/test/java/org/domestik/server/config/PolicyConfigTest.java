// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.ArchivePolicy;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.storage.PolicyRule;
import org.junit.jupiter.api.Test;

class PolicyConfigTest {

  private static PolicyConfig read(Map<String, String> rule) {
    return PolicyConfig.from(new Settings("f", Map.of("policies", List.of(rule))));
  }

  @Test
  void nothingSaidGivesTheDefaults() {
    assertThat(PolicyConfig.from(new Settings("f", Map.of()))).isEqualTo(PolicyConfig.DEFAULT);
    assertThat(read(Map.of()).rules())
        .containsExactly(new PolicyRule("*", "*", ArchivePolicy.DEFAULT));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            read(Map.of(
                    "host", "db-*", "probe", "load", "after", "2d", "every", "1d", "keep", "1y"))
                .rules())
        .containsExactly(
            new PolicyRule(
                "db-*",
                "load",
                new ArchivePolicy(Span.parse("2d"), Span.parse("1d"), Span.parse("1y"))));
    for (Map<String, String> wrong :
        List.of(
            Map.of("after", "3 fortnights"),
            Map.of("after", "2y", "keep", "1d"),
            Map.of("hots", "x"))) {
      assertThatThrownBy(() -> read(wrong))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("f: policies[1]: ");
    }
  }
}
