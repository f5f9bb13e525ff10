// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageUseTest {
  private static final int NEIGHBOURS = 16;

  /** As the kernel does it: who asks for a page gets its neighbourhood. */
  private static final class Mapped {
    private final int pages;
    private final int skew;
    private final BitSet present = new BitSet();

    Mapped(int pages, int skew) {
      this.pages = pages;
      this.skew = skew;
      present.set(0, pages);
    }

    void ask(int page) {
      if (!present.get(page)) {
        int from = page - (page + skew) % NEIGHBOURS;
        present.set(Math.max(0, from), Math.min(pages, from + NEIGHBOURS));
      }
    }

    void ask(BitSet wanted) {
      wanted.stream().forEach(this::ask);
    }
  }

  private static BitSet some(Random random, int pages, double share) {
    BitSet some = new BitSet();
    for (int page = 0; page < pages; page++) {
      if (random.nextDouble() < share) {
        some.set(page);
      }
    }
    return some;
  }

  @Test
  void onlyWhatIsUsedStays() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int pages = 1 + random.nextInt(300);
      int skew = random.nextInt(NEIGHBOURS);
      BitSet used = some(random, pages, random.nextDouble());
      Mapped mapped = new Mapped(pages, skew);
      PageUse use = new PageUse(NEIGHBOURS, skew);
      for (int look = 0; look < NEIGHBOURS + 3; look++) {
        mapped.present.andNot(use.look((BitSet) mapped.present.clone()));
        mapped.ask(used);
      }
      assertThat(mapped.present).as("seed " + seed).isEqualTo(used);
      assertThat(use.isLearning()).as("seed " + seed).isFalse();
    }
  }

  @Test
  void whatIsUsedOnceInAWhileGoesAgainAndIsNotTriedAnew() {
    BitSet used = new BitSet();
    used.set(3);
    Mapped mapped = new Mapped(64, 0);
    PageUse use = new PageUse(NEIGHBOURS, 0);
    for (int look = 0; look < NEIGHBOURS + 3; look++) {
      mapped.present.andNot(use.look((BitSet) mapped.present.clone()));
      mapped.ask(used);
    }
    for (int again = 0; again < 3; again++) {
      mapped.ask(5);
      assertThat(mapped.present.cardinality()).isEqualTo(NEIGHBOURS);
      mapped.present.andNot(use.look((BitSet) mapped.present.clone()));
      assertThat(mapped.present).isEqualTo(used);
      assertThat(use.isLearning()).isFalse();
    }
  }

  @Test
  void pagesAsLargeAsNeighbourhoodAreTriedByThemselves() {
    BitSet used = new BitSet();
    used.set(1);
    BitSet present = new BitSet();
    present.set(0, 3);
    PageUse use = new PageUse(1, 0);
    for (int look = 0; look < 4; look++) {
      present.andNot(use.look((BitSet) present.clone()));
      present.or(used);
    }
    assertThat(present).isEqualTo(used);
  }
}
