// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GlobTest {
  @Test
  void starStandsForAnyCharactersAndQuestionMarkForOne() {
    assertThat(Glob.matches("db-*", "db-")).isTrue();
    assertThat(Glob.matches("db-?", "db-7")).isTrue();
    assertThat(Glob.matches("db-?", "db-77")).isFalse();
    assertThat(Glob.matches("*", "")).isTrue();
  }

  @Test
  void anythingElseStandsForItself() {
    assertThat(Glob.matches("a.b", "a.b")).isTrue();
    assertThat(Glob.matches("a.b", "axb")).isFalse();
    assertThat(Glob.matches("[ab]", "a")).isFalse();
    assertThat(Glob.matches("db", "db1")).isFalse();
  }
}
