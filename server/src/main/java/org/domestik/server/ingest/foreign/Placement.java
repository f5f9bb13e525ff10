// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.util.Arrays;
import java.util.List;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** Where lines with some tags and fields go; mostly one probe. */
record Placement(List<Part> parts) {
  /** A probe that has some of the fields. */
  static final class Part {
    private final String probe;
    private final ProbeDescription described;
    private final int[] levels;
    private final int width;
    private final List<String> names;
    private final int @Nullable [] places;

    /**
     * Some of the fields in one probe.
     *
     * @param described what the lines say of the probe, if nothing was added to it
     * @param levels for each tag its level of the key
     * @param width how many levels the key has
     * @param names the columns
     * @param places for each field its column, or -1; null: each its own
     */
    Part(
        String probe,
        ProbeDescription described,
        int[] levels,
        int width,
        List<String> names,
        int @Nullable [] places) {
      this.probe = probe;
      this.described = described;
      this.levels = levels;
      this.width = width;
      this.names = names;
      this.places = places;
    }

    String probe() {
      return probe;
    }

    ProbeDescription described() {
      return described;
    }

    List<String> names() {
      return names;
    }

    /** How many of so many fields it has. */
    int fields(int all) {
      return places == null ? all : (int) Arrays.stream(places).filter(it -> it >= 0).count();
    }

    /** The key of a series whose tags have these texts. */
    List<String> key(List<String> texts) {
      boolean isSame = levels.length == width;
      for (int i = 0; i < levels.length; i++) {
        isSame &= levels[i] == i;
      }
      if (isSame) {
        return texts;
      }
      String[] key = new String[width];
      Arrays.fill(key, "");
      for (int i = 0; i < levels.length; i++) {
        key[levels[i]] = texts.get(i);
      }
      return List.of(key);
    }

    /** A line's numbers by column; of a field that comes twice the last one counts. */
    double[] numbers(double[] values) {
      if (places == null) {
        return values;
      }
      double[] numbers = new double[names.size()];
      Arrays.fill(numbers, Double.NaN);
      for (int i = 0; i < values.length; i++) {
        if (places[i] >= 0) {
          numbers[places[i]] = values[i];
        }
      }
      return numbers;
    }
  }
}
