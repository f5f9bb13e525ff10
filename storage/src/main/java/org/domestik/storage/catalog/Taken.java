// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that were taken, mostly one after the other. What is above all of them is free, and so
 * are the holes that were left when some came early; of those the latest are known. Not
 * thread-safe.
 */
public final class Taken {
  /** So many holes are known. */
  private static final int MOST = 8;

  private static final long UNKNOWN = Long.MAX_VALUE;

  /** Whatever is not higher than this may be taken. */
  private long floor;

  /** The lowest above the floor; between the two all is free. */
  private long first;

  private long last;

  /** How far apart neighbours usually are: what is half as wide again is a hole. */
  private long step = UNKNOWN;

  /** The numbers before and behind each hole, the latest hole last; null: there was none yet. */
  private long @Nullable [] holes;

  private int count;

  /** Where all up to a number may be taken, and none above. */
  public Taken(long floor) {
    this.floor = floor;
    first = floor;
    last = floor;
  }

  /** Whether a number was never taken. */
  public boolean isFree(long number) {
    return number > last || number > floor && (number < first || hole(number) >= 0);
  }

  /** Whether a number was never taken; it is from now on. */
  public boolean take(long number) {
    if (number > last) {
      append(number);
      return true;
    }
    if (number <= floor) {
      return false;
    }
    if (number < first) {
      add(number, first);
      learn(first - number);
      first = number;
      return true;
    }
    int hole = hole(number);
    if (hole < 0) {
      return false;
    }
    split(hole, number);
    return true;
  }

  private void append(long number) {
    if (first == floor) {
      first = number;
    } else {
      add(last, number);
      long width = number - last;
      // Slowly towards more, so that it is known when the steps become wider for good.
      step = isHole(width) ? step + step / 8 : width;
    }
    last = number;
  }

  private boolean isHole(long width) {
    return step != UNKNOWN && width - step > step / 2;
  }

  private void learn(long width) {
    step = Math.min(step, width);
  }

  /** Notes that all up to a number, and all that were taken, may be taken. */
  public void takeUpTo(long number) {
    floor = Math.max(last, number);
    first = floor;
    last = floor;
    count = 0;
  }

  private int hole(long number) {
    long[] all = holes;
    if (all != null) {
      for (int i = count - 1; i >= 0; i--) {
        if (number > all[2 * i] && number < all[2 * i + 1]) {
          return i;
        }
      }
    }
    return -1;
  }

  /** What is left of a hole on both sides of a number in it. */
  private void split(int hole, long number) {
    long[] all = holes;
    if (all != null) {
      long before = all[2 * hole];
      long behind = all[2 * hole + 1];
      count--;
      System.arraycopy(all, 2 * hole + 2, all, 2 * hole, 2 * (count - hole));
      learn(Math.min(number - before, behind - number));
      add(before, number);
      add(number, behind);
    }
  }

  private void add(long before, long behind) {
    if (step != UNKNOWN && !isHole(behind - before)) {
      return; // As wide as between neighbours: nobody is missing.
    }
    long[] all = holes == null ? new long[2] : holes;
    if (count == MOST) {
      System.arraycopy(all, 2, all, 0, 2 * (MOST - 1));
      count--;
    } else if (2 * count == all.length) {
      all = Arrays.copyOf(all, 2 * all.length);
    }
    all[2 * count] = before;
    all[2 * count + 1] = behind;
    count++;
    holes = all;
  }
}
