// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.Arrays;
import org.domestik.model.BadInput;

/** The stack of one evaluation, and what rrdtool does to several of its numbers at once. */
final class RpnStack {
  /** What a plugin may pile up; COPY and INDEX in a long expression could double it for ever. */
  private static final int MOST = 1_000;

  private double[] numbers = new double[16];
  private int size;

  int size() {
    return size;
  }

  void push(double number) {
    if (size == MOST) {
      throw new BadInput("piles up more than " + MOST + " numbers");
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  double pop() {
    if (size == 0) {
      throw new BadInput("ends before its operations do");
    }
    return numbers[--size];
  }

  /** Takes a count from the top, and makes sure that so many numbers are below it. */
  int popCount() {
    double count = pop();
    if (!(count >= 0 && (int) count <= size)) {
      throw new BadInput("takes " + count + " of " + size + " numbers");
    }
    return (int) count;
  }

  /** Takes so many from the top, the lowest first. */
  private double[] pop(int count) {
    size -= count;
    return Arrays.copyOfRange(numbers, size, size + count);
  }

  private void pushAll(double[] all) {
    for (double number : all) {
      push(number);
    }
  }

  /** SORT, the greatest on top; what is not known is the least. */
  void sort() {
    int count = popCount();
    double[] sorted = known(pop(count));
    for (int unknown = sorted.length; unknown < count; unknown++) {
      push(Double.NaN);
    }
    pushAll(sorted);
  }

  /** REV: the top ones in the opposite order. */
  void reverse() {
    double[] all = pop(popCount());
    for (int i = all.length - 1; i >= 0; i--) {
      push(all[i]);
    }
  }

  /** COPY: the top ones once more. */
  void copy() {
    double[] all = pop(popCount());
    pushAll(all);
    pushAll(all);
  }

  /** INDEX: the one at a place, 1 for the top, once more. */
  void index() {
    int place = popCount();
    if (place == 0) {
      throw new BadInput("has no number at the place 0");
    }
    push(numbers[size - place]);
  }

  /** ROLL: turns the top ones by some places, towards the top. */
  void roll() {
    int places = (int) pop();
    double[] all = pop(popCount());
    for (int i = 0; i < all.length; i++) {
      push(all[Math.floorMod(i - places, all.length)]);
    }
  }

  /** AVG, SMIN, SMAX, MEDIAN, STDEV, PERCENT: one number for many, of those that are known. */
  void summarise(String word) {
    int count = popCount();
    double percent = word.equals("PERCENT") ? pop() : 0;
    if (count > size) {
      throw new BadInput("takes " + count + " of " + size + " numbers");
    }
    double[] known = known(pop(count));
    push(
        word.equals("PERCENT")
            ? percent(known, count, percent)
            : known.length == 0 ? Double.NaN : summary(word, known));
  }

  /** What is not known counts as the least. */
  private static double percent(double[] sorted, int count, double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new BadInput("asks for " + percent + " percent");
    }
    int place = Math.max(1, (int) Math.round(count * percent / 100)) - 1;
    int unknown = count - sorted.length;
    return place < unknown || count == 0 ? Double.NaN : sorted[place - unknown];
  }

  private static double summary(String word, double[] sorted) {
    int count = sorted.length;
    return switch (word) {
      case "AVG" -> mean(sorted);
      case "SMIN" -> sorted[0];
      case "SMAX" -> sorted[count - 1];
      case "MEDIAN" -> (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
      case "STDEV" -> deviation(sorted);
      default -> throw new IllegalArgumentException(word);
    };
  }

  static double mean(double[] all) {
    return all.length == 0 ? Double.NaN : Arrays.stream(all).sum() / all.length;
  }

  /** The standard deviation of a sample; of one number it is not known. */
  static double deviation(double[] all) {
    double mean = mean(all);
    double squares = Arrays.stream(all).map(it -> (it - mean) * (it - mean)).sum();
    return all.length < 2 ? Double.NaN : Math.sqrt(squares / (all.length - 1));
  }

  /** Those that are known, in order. */
  static double[] known(double[] all) {
    return Arrays.stream(all).filter(it -> !Double.isNaN(it)).sorted().toArray();
  }
}
