// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CounterRatesTest {
  private long ticks;
  private final CounterRates rates = new CounterRates(() -> ticks);

  private CounterRates at(long seconds) {
    ticks = Long.MAX_VALUE - 15_000_000_000L + seconds * 1_000_000_000; // It may pass the greatest.
    rates.begin();
    return rates;
  }

  @Test
  void counterGrowsBySecondAndIsUnknownAtFirstAndAfterItBeganAgain() {
    assertThat(at(0).perSecond("a", 100)).isNaN();
    assertThat(at(10).perSecond("a", 150)).isEqualTo(5);
    assertThat(at(20).perSecond("a", 10)).isNaN();
    assertThat(at(30).perSecond("a", 30)).isEqualTo(2);
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    assertThat(at(0).perSecond("a", 100)).isNaN();
    assertThat(at(10).perSecond("a", Double.NaN)).isNaN();
    assertThat(at(20).perSecond("a", Double.POSITIVE_INFINITY)).isNaN();
    assertThat(at(30).perSecond("a", 160)).isEqualTo(2);
    assertThat(at(40).sinceRead("b", 1)).isNaN();
    assertThat(at(50).sinceRead("b", Double.NaN)).isNaN();
    assertThat(at(60).sinceRead("b", 20)).isEqualTo(1);
  }

  @Test
  void counterOf32BitsWraps() {
    assertThat(at(0).wrapping("a", 0x1p32 - 100)).isNaN();
    assertThat(at(10).wrapping("a", 100)).isEqualTo(20);
    assertThat(at(20).wrapping("a", 0)).isNaN();
  }

  @Test
  void derivedMayShrinkAndAbsoluteStartsFromZero() {
    assertThat(at(0).signed("a", 10)).isNaN();
    assertThat(at(10).signed("a", 0)).isEqualTo(-1);
    assertThat(at(20).sinceRead("b", 7)).isNaN();
    assertThat(at(30).sinceRead("b", 20)).isEqualTo(2);
  }

  @Test
  void twoRunsAtOneMomentGiveNothing() {
    assertThat(at(10).perSecond("a", 1)).isNaN();
    assertThat(at(10).perSecond("a", 2)).isNaN();
    assertThat(at(20).perSecond("a", 3)).isEqualTo(0.1);
  }

  @Test
  void whatIsNotSeenAnyMoreIsForgotten() {
    assertThat(at(0).perSecond("a", 1)).isNaN();
    for (int run = 1; run < 20; run++) {
      at(run);
    }
    assertThat(at(20).perSecond("a", 2)).isNaN();
  }
}
