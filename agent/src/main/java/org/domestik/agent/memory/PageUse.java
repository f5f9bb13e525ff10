// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.memory;

import java.util.BitSet;

/**
 * Which pages of one mapped file are used, found out by giving them back one at a time.
 *
 * <p>The kernel maps the pages around the one that is asked for as well, a whole neighbourhood at
 * once. So a page that came back while others of its neighbourhood were missing says nothing; one
 * that was the only one to be given back since the last look, and is there again, is used. Of each
 * neighbourhood one page is tried between two looks, and once all of them have been, those that
 * nobody used are given back whenever they are there. Not for use by several threads.
 */
final class PageUse {
  private final int neighbours;
  private final int skew;
  private final BitSet used = new BitSet();
  private final BitSet unused = new BitSet();
  private final BitSet tried = new BitSet();
  private boolean looked;

  /**
   * @param neighbours pages of a neighbourhood, at least 1
   * @param skew how many pages of its neighbourhood lie before the first page, less than that
   */
  PageUse(int neighbours, int skew) {
    this.neighbours = neighbours;
    this.skew = skew;
  }

  /**
   * Learns from the pages that are there now, and returns those of them to give back: all of them
   * the first time.
   */
  BitSet look(BitSet present) {
    for (int page = tried.nextSetBit(0); page >= 0; page = tried.nextSetBit(page + 1)) {
      (present.get(page) ? used : unused).set(page);
    }
    tried.clear();
    if (!looked) {
      looked = true;
      return present;
    }
    BitSet back = new BitSet();
    for (int page = present.nextSetBit(0); page >= 0; ) {
      int end = page + neighbours - (page + skew) % neighbours;
      neighbourhood(present, page, end, back);
      page = present.nextSetBit(end);
    }
    return back;
  }

  private void neighbourhood(BitSet present, int from, int end, BitSet back) {
    for (int page = present.nextSetBit(from); page >= 0 && page < end; ) {
      if (!used.get(page) && !unused.get(page)) {
        tried.set(page);
        back.set(page);
        return;
      }
      page = present.nextSetBit(page + 1);
    }
    for (int page = present.nextSetBit(from); page >= 0 && page < end; ) {
      if (unused.get(page)) {
        back.set(page);
      }
      page = present.nextSetBit(page + 1);
    }
  }

  /** Whether the next look will tell of pages that were tried. */
  boolean isLearning() {
    return !tried.isEmpty();
  }
}
