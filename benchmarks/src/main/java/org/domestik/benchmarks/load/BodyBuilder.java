// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Gathers the rows of one request after the other. */
final class BodyBuilder {
  private final Fleet fleet;
  private final StringBuilder text = new StringBuilder();
  private long[] cells = new long[1000 * Body.WIDTH];
  private int count;

  BodyBuilder(Fleet fleet) {
    this.fleet = fleet;
  }

  StringBuilder text() {
    return text;
  }

  /** Notes one row's numbers; its text is the caller's. */
  void row(int host, int key, int step, long data, long stack) {
    if (count == cells.length) {
      cells = Arrays.copyOf(cells, 2 * count);
    }
    cells[count++] = host;
    cells[count++] = key;
    cells[count++] = fleet.time(step).getEpochSecond() * 1_000_000;
    cells[count++] = data;
    cells[count++] = stack;
  }

  int rows() {
    return count / Body.WIDTH;
  }

  /** The request so far; the next begins empty. */
  Body take() {
    Body body = new Body(text.toString().getBytes(UTF_8), Arrays.copyOf(cells, count));
    text.setLength(0);
    count = 0;
    return body;
  }
}
