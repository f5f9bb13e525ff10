// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.description.ArchivePolicy;
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
            Map.of("host", "db[1-"),
            Map.of("probe", "Load"),
            Map.of("hots", "x"))) {
      assertThatThrownBy(() -> read(wrong))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("f: policies[1]: ");
    }
  }

  @Test
  void globThatCanMatchNothingIsNamedWithItsKeyAndTheNearestForm() {
    assertThatThrownBy(() -> read(Map.of("host", "db[1-")))
        .hasMessageStartingWith("f: policies[1]: host: \"db[1-\" can match no host")
        .hasMessageEndingWith("nearest is \"db*\"");
  }

  @Test
  void policyThatMeansNothingKnownIsWorthAWordWithTheNearestName() {
    PolicyNames names = new PolicyNames(read(Map.of("host", "wbe*", "probe", "nginx")));
    assertThat(names.unknown(List.of("web1"), List.of("load")))
        .containsExactly(
            "f: policies[1]: probe: \"nginx\" matches no probe that is known",
            "f: policies[1]: host: \"wbe*\" matches no host that is known; nearest is \"web1\"");
    assertThat(names.unknown(List.of("wbe1"), List.of("nginx"))).isEmpty();
  }

  @Test
  void anEmptyStoreHasNothingThatAGlobMatches() {
    PolicyNames names = new PolicyNames(read(Map.of("host", "web*", "probe", "laod")));
    assertThat(names.unknown(List.of(), List.of()))
        .containsExactly(
            "f: policies[1]: probe: \"laod\" matches no probe yet: none is known",
            "f: policies[1]: host: \"web*\" matches no host yet: none is known");
    PolicyNames all = new PolicyNames(read(Map.of("keep", "9d")));
    assertThat(all.unknown(List.of(), List.of())).isEmpty();
  }

  @Test
  void aNameLikeAKnownOneIsWorthAWordAndStopsNothing() {
    PolicyNames names = new PolicyNames(read(Map.of("probe", "gpu")));
    assertThat(names.unknown(List.of(), List.of("cpu")))
        .containsExactly(
            "f: policies[1]: probe: \"gpu\" matches no probe that is known; nearest is \"cpu\"");
  }
}
