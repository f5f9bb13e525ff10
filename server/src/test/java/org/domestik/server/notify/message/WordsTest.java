// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.domestik.server.notify.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0.0,0",
    "93.25,93.25",
    "93.123456,93.123",
    "100,100",
    "1234567.8,1234568",
    "1e15,1000000000000000",
    "0.000012345678,0.000012346",
    "-2.5,-2.5",
    "NaN,no number"
  })
  void numbersHaveFiveDigitsOrAllBeforeThePoint(double number, String text) {
    assertThat(Words.number(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,0 seconds", "PT-5S,0 seconds", "PT1S,1 second", "PT12M30S,12 minutes",
    "PT1H,1 hour", "PT3H5M,3 hours 5 minutes", "PT49H,2 days 1 hour", "P400D,400 days"
  })
  void lengthsHaveTheirTwoGreatestUnits(Duration length, String text) {
    assertThat(Words.length(Messages.NOON, Messages.NOON.plus(length))).isEqualTo(text);
  }

  @Test
  void whatIsCutLeavesNoHalfCharacter() {
    assertThat(Words.cut("ab😀cd", 4)).isEqualTo("ab…");
    assertThat(Words.cut("ab😀cd", 6)).isEqualTo("ab😀cd");
  }
}
