// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.description.Graph;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * The units of a probe's values and derived values.
 *
 * @param units by name; empty where a value has none
 * @param step 1024 where a graph counts so, else 1000
 */
record Values(Map<String, String> units, int step) {

  static Values of(ProbeDescription description) {
    Map<String, String> units = new LinkedHashMap<>();
    description.values().forEach(it -> units.put(it.name(), it.unit() == null ? "" : it.unit()));
    description.derived().forEach(it -> units.put(it.name(), it.unit() == null ? "" : it.unit()));
    boolean binary = description.graphs().stream().map(Graph::base).anyMatch(it -> it == 1024);
    return new Values(units, binary ? 1024 : 1000);
  }

  void require(String value) {
    if (!units.containsKey(value)) {
      throw new BadInput(
          "there is no value \"" + value + "\"" + Nearest.hint(value, units.keySet()));
    }
  }

  @Nullable String unit(String value) {
    String unit = units.getOrDefault(value, "");
    return unit.isEmpty() ? null : unit;
  }
}
