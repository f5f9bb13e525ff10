// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlobTest {
  @Test
  void starIsAnyCharactersAndQuestionMarkIsOne() {
    assertThat(Glob.matches("db*", "db")).isTrue();
    assertThat(Glob.matches("db?", "db")).isFalse();
    assertThat(Glob.matches("*.example.org", "web1.example.org")).isTrue();
    assertThat(Glob.matches("*.example.org", "web1-example-org")).isFalse();
    assertThat(Glob.isWild("db?")).isTrue();
    assertThat(Glob.isWild("db1")).isFalse();
  }

  @Test
  void globOfPossibleNamesIsTakenAsItIs() {
    for (String glob : List.of("*", "db-?", "*.example.org", "a:1@b")) {
      assertThat(Glob.hosts(glob)).isEqualTo(glob);
    }
    assertThat(Glob.probes("process_*")).isEqualTo("process_*");
    assertThat(Glob.probes("*2")).isEqualTo("*2");
  }

  @Test
  void globThatCanMatchNothingIsAnsweredWithTheNearestThatCan() {
    assertThatThrownBy(() -> Glob.hosts("db[1-"))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("\"db[1-\" can match no host")
        .hasMessageEndingWith("nearest is \"db*\"");
    assertThatThrownBy(() -> Glob.hosts("")).hasMessageEndingWith("nearest is \"*\"");
    assertThatThrownBy(() -> Glob.hosts("a b*")).hasMessageEndingWith("nearest is \"a*\"");
    assertThatThrownBy(() -> Glob.probes("Load*")).hasMessageEndingWith("nearest is \"load*\"");
    assertThatThrownBy(() -> Glob.probes("2*")).hasMessageEndingWith("nearest is \"*\"");
  }
}
