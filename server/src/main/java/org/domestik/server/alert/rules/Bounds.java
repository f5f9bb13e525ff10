// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Glob;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Limits;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** A rule's limits as numbers, for those who draw them beside the values. */
public final class Bounds {
  private Bounds() {}

  /**
   * One of each probe that the rule can be judged for: {@code low} and {@code high} in the value's
   * unit, null where nothing is too low or too high, or where it is not the value itself that is
   * compared.
   */
  public static List<Map<String, @Nullable Object>> of(
      AlertRule rule, Collection<ProbeDescription> descriptions) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    String probe = rule.probe();
    for (ProbeDescription each : descriptions) {
      if (probe != null
          && Glob.matches(probe, each.probe())
          && AlertRules.check(rule, each).isEmpty()) {
        Limits limits = isOfItself(rule.condition()) ? Limits.of(rule, each) : Limits.NONE;
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("probe", each.probe());
        fields.put("low", finite(limits.low()));
        fields.put("high", finite(limits.high()));
        fields.put("unit", limits.unit());
        all.add(fields);
      }
    }
    return all;
  }

  private static boolean isOfItself(@Nullable Condition condition) {
    return !(condition instanceof Condition.Beyond beyond) || beyond.per() == null;
  }

  private static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }
}
