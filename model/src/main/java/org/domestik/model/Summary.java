// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.time.Instant;

/**
 * What is left of a value's numbers within a bucket. Two of them merge exactly: the summary of all
 * numbers is the merge of the summaries of their parts, whatever the order.
 *
 * @param min the least number
 * @param max the greatest number
 * @param sum of all numbers
 * @param count how many numbers there were, at least 1
 * @param minTime when the least was seen; of equal ones the first
 * @param maxTime when the greatest was seen; of equal ones the first
 */
public record Summary(
    double min, double max, double sum, long count, Instant minTime, Instant maxTime) {
  public Summary {
    if (count < 1) {
      throw new BadInput("a summary of " + count + " numbers");
    }
    if (!Double.isFinite(sum) || !Double.isFinite(min) || !Double.isFinite(max) || min > max) {
      throw new BadInput("min " + min + ", max " + max + ", sum " + sum + " are of no numbers");
    }
  }

  /** The summary of one number, which is finite. */
  public static Summary of(double number, Instant time) {
    return new Summary(number, number, number, 1, time, time);
  }

  /** The summary of the numbers of both. */
  public Summary merge(Summary other) {
    return new Summary(
        Math.min(min, other.min),
        Math.max(max, other.max),
        sum + other.sum,
        count + other.count,
        time(Double.compare(min, other.min), minTime, other.minTime),
        time(Double.compare(other.max, max), maxTime, other.maxTime));
  }

  /** The time of the more extreme number; of equal ones the earlier. */
  private static Instant time(int order, Instant mine, Instant others) {
    if (order != 0) {
      return order < 0 ? mine : others;
    }
    return others.isBefore(mine) ? others : mine;
  }
}
