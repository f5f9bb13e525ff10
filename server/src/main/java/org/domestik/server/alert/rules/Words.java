// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.util.Objects;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Amount;
import org.domestik.model.alert.Condition;
import org.jspecify.annotations.Nullable;

/** A rule's condition for people. */
public final class Words {
  private Words() {}

  public static String of(AlertRule rule) {
    return switch (rule.condition()) {
      case null -> "off";
      case Condition.Beyond beyond -> beyond(beyond);
      case Condition.Missing missing -> "missing for " + missing.span();
      case Condition.Silent silent -> "silent for " + silent.span();
      case Condition.Failing _ -> "fails";
      case Condition.Waiting waiting -> "not delivered for " + waiting.span();
      case Condition.Leak _ -> "leaks";
      case Condition.Reaches reaches ->
          "reaches " + reaches.limit() + " within " + reaches.within();
    };
  }

  private static String beyond(Condition.Beyond it) {
    String limits = limits(it.low(), it.high());
    String clear =
        Objects.equals(it.clearLow(), it.low()) && Objects.equals(it.clearHigh(), it.high())
            ? ""
            : ", until not " + limits(it.clearLow(), it.clearHigh());
    return limits + (it.per() == null ? "" : " per " + it.per()) + clear;
  }

  private static String limits(@Nullable Amount low, @Nullable Amount high) {
    if (low == null) {
      return "above " + high;
    }
    return high == null ? "below " + low : "outside " + low + " to " + high;
  }
}
