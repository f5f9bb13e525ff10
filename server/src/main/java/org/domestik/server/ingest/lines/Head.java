// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import org.domestik.server.ingest.foreign.ForeignSeries;
import org.jspecify.annotations.Nullable;

/** What stands before a line's fields. Safe for use by many threads. */
final class Head {
  private final Measurement measurement;
  private final ForeignSeries series;
  private final Bytes text;

  // Racy on purpose: a guess, which the text of the line proves or not.
  private @Nullable Head next;

  Head(Measurement measurement, ForeignSeries series, Bytes text) {
    this.measurement = measurement;
    this.series = series;
    this.text = text;
  }

  Measurement measurement() {
    return measurement;
  }

  ForeignSeries series() {
    return series;
  }

  /** What a sender's next line most likely begins with: most say the same again and again. */
  @Nullable Head next() {
    return next;
  }

  /** Notes what came behind it; it must be one that is remembered. */
  void next(Head came) {
    next = came;
  }

  /** Where it ends in a line that begins with it and a space; -1: the line does not. */
  int endIn(byte[] line, int from, int to) {
    int end = from + text.length();
    return end < to && line[end] == ' ' && line[end - 1] != '\\' && text.isAt(line, from)
        ? end
        : -1;
  }
}
