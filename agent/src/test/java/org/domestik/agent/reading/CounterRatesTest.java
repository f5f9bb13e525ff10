// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CounterRatesTest {
  private final CounterRates rates = new CounterRates();

  private CounterRates at(long seconds) {
    // It may pass the greatest.
    rates.begin(Instant.EPOCH, Long.MAX_VALUE - 15_000_000_000L + seconds * 1_000_000_000);
    return rates;
  }

  @Test
  void counterGrowsBySecondAndIsUnknownAtFirstAndAfterItBeganAgain() {
    assertThat(at(0).perSecond("a", 100, null)).isNaN();
    assertThat(at(10).perSecond("a", 150, null)).isEqualTo(5);
    assertThat(at(20).perSecond("a", 10, null)).isNaN();
    assertThat(at(30).perSecond("a", 30, null)).isEqualTo(2);
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    assertThat(at(0).perSecond("a", 100, null)).isNaN();
    assertThat(at(10).perSecond("a", Double.NaN, null)).isNaN();
    assertThat(at(20).perSecond("a", Double.POSITIVE_INFINITY, null)).isNaN();
    assertThat(at(30).perSecond("a", 160, null)).isEqualTo(2);
    assertThat(at(40).sinceRead("b", 1)).isNaN();
    assertThat(at(50).sinceRead("b", Double.NaN)).isNaN();
    assertThat(at(60).sinceRead("b", 20)).isEqualTo(1);
  }

  @Test
  void counterOf32BitsWraps() {
    assertThat(at(0).wrapping("a", 0x1p32 - 100, null)).isNaN();
    assertThat(at(10).wrapping("a", 100, null)).isEqualTo(20);
    assertThat(at(20).wrapping("a", 0, null)).isNaN();
  }

  @Test
  void derivedMayShrinkAndAbsoluteStartsFromZero() {
    assertThat(at(0).signed("a", 10, null)).isNaN();
    assertThat(at(10).signed("a", 0, null)).isEqualTo(-1);
    assertThat(at(20).sinceRead("b", 7)).isNaN();
    assertThat(at(30).sinceRead("b", 20)).isEqualTo(2);
  }

  @Test
  void twoRunsAtOneMomentGiveNothing() {
    assertThat(at(10).perSecond("a", 1, null)).isNaN();
    assertThat(at(10).perSecond("a", 2, null)).isNaN();
    assertThat(at(20).perSecond("a", 3, null)).isEqualTo(0.1);
  }

  @Test
  void whatIsNotSeenAnyMoreIsForgotten() {
    assertThat(at(0).perSecond("a", 1, null)).isNaN();
    for (int run = 1; run < 20; run++) {
      at(run);
    }
    assertThat(at(20).perSecond("a", 2, null)).isNaN();
  }

  @Test
  void rateGoesByWhenItWasCountedAndStaysUntilItIsCountedAnew() {
    Instant first = Instant.EPOCH;
    assertThat(at(5).perSecond("a", 100, first)).isNaN();
    assertThat(at(15).perSecond("a", 100, first)).isNaN();
    // The machine's clock was set back meanwhile: the counter's age is what counts.
    assertThat(at(305).perSecond("a", 400, first.minusSeconds(5))).isEqualTo(300 / 295.0);
    assertThat(at(315).perSecond("a", 400, first.minusSeconds(5))).isEqualTo(300 / 295.0);
    assertThat(at(605).perSecond("a", 400, first.minusSeconds(4))).isZero();
    assertThat(at(905).perSecond("a", 10, first.minusSeconds(3))).isNaN();
    assertThat(at(915).perSecond("a", 10, first.minusSeconds(3))).isNaN();
  }
}
