// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorableTest {
  @Test
  void keysThatFitHaveNoFault() {
    assertThat(Storable.fault(List.of())).isNull();
    assertThat(Storable.fault(List.of("/mnt/été", "😀", "x".repeat(1000)))).isNull();
    assertThat(Storable.fault(Collections.nCopies(8, "a"))).isNull();
  }

  @Test
  void faultsSayWhatAndHowMuchIsStored() {
    assertThat(Storable.fault("")).isEqualTo("is empty; 1 to 1000 characters are stored");
    assertThat(Storable.fault("x".repeat(1001)))
        .isEqualTo("has 1001 characters; at most 1000 are stored");
    assertThat(Storable.fault(List.of("a", "b\n"))).isEqualTo("has a control character");
    assertThat(Storable.fault("\udce9")).isEqualTo("is not Unicode text");
    assertThat(Storable.fault(Collections.nCopies(9, "a")))
        .isEqualTo("has 9 levels; at most 8 are stored");
  }

  @Test
  void numbersAreFiniteAndLeaveRoomForSums() {
    assertThat(Storable.fault(-1e290)).isNull();
    assertThat(Storable.fault(1e308)).isEqualTo("1.0E308 is too large; at most 1.0E290 is stored");
    assertThat(Storable.fault(Double.NaN)).isEqualTo("NaN is no value");
    assertThat(Storable.fault(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity is no value");
  }

  @Test
  void placesAreFitForOneLine() {
    assertThat(Storable.at(List.of("a\nb", "x".repeat(100)), "v"))
        .isEqualTo("key \"a\ufffdb\", \"" + "x".repeat(60) + "…\", value \"v\"");
    assertThat(Storable.at(List.of(), "v")).isEqualTo("value \"v\"");
  }
}
