// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import java.util.List;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * How a probe's values are drawn.
 *
 * @param title null: the probe's title
 * @param values the (derived) values drawn, in order; empty: all
 * @param style lines over each other or areas on top of each other
 * @param base 1000, or 1024 for memory
 * @param info a sentence that says what the graph shows
 */
public record Graph(
    @Nullable String title, List<String> values, Style style, int base, @Nullable String info) {
  /** The graph of a probe that says nothing about it. */
  public static final Graph DEFAULT = new Graph(null, List.of(), Style.LINES, 1000, null);

  public Graph {
    values = List.copyOf(values);
    if (base != 1000 && base != 1024) {
      throw new BadInput("graph.base is 1000 or 1024, not " + base);
    }
  }

  /** The two ways to draw several values. */
  public enum Style {
    LINES,
    STACKED
  }
}
