// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/** Reads the one condition of a rule. */
final class ConditionReader {
  /** What says which condition it is; the first four may stand together. */
  private static final List<String> KINDS =
      List.of(
          "above", "below", "max", "min", "outside", "missing", "silent", "failing", "spool",
          "leak", "reaches");

  static final Set<String> FIELDS =
      Set.of(
          "above", "below", "max", "min", "outside", "clear", "per", "missing", "silent", "failing",
          "spool", "leak", "reaches", "within");

  private static final Set<String> LIMITS = Set.of("above", "below", "max", "min", "outside");

  private final String where;
  private final Map<String, ?> fields;

  ConditionReader(String where, Map<String, ?> fields) {
    this.where = where;
    this.fields = fields;
  }

  Condition read() {
    List<String> kinds = KINDS.stream().filter(fields::containsKey).toList();
    String kind = kinds.isEmpty() ? "" : kinds.getFirst();
    boolean limits = LIMITS.contains(kind);
    if (kinds.size() > 1 && !LIMITS.containsAll(kinds)) {
      throw new BadInput(
          where + ": says both " + kind + " and " + kinds.getLast() + "; write two rules");
    }
    only(limits, "clear");
    only(limits, "per");
    only(kind.equals("reaches"), "within");
    return switch (kind) {
      case "" ->
          throw new BadInput(
              where
                  + ": no condition; write one of above, below, outside, missing, silent, failing,"
                  + " spool, leak, reaches");
      case "missing" ->
          new Condition.Missing(AlertRules.text(at("value"), fields.get("value")), span(kind));
      case "silent" -> new Condition.Silent(span(kind));
      case "spool" -> new Condition.Waiting(span(kind));
      case "failing" -> failing();
      case "leak" -> new Condition.Leak(leak());
      case "reaches" -> new Condition.Reaches(value(), amount(kind), span("within"));
      default -> beyond();
    };
  }

  private void only(boolean allowed, String field) {
    if (!allowed && fields.containsKey(field)) {
      throw new BadInput(
          at(field)
              + (field.equals("within")
                  ? ": only beside reaches"
                  : ": only beside above, below, outside"));
    }
  }

  private Condition failing() {
    if (!Boolean.TRUE.equals(fields.get("failing"))) {
      throw new BadInput(at("failing") + ": expected true, found " + fields.get("failing"));
    }
    return new Condition.Failing();
  }

  /** {@code leak = "used"}, or in a description {@code used = { leak = true }}. */
  private String leak() {
    return Boolean.TRUE.equals(fields.get("leak")) ? value() : required("leak");
  }

  private Condition beyond() {
    Amount high = either("above", "max");
    Amount low = either("below", "min");
    List<Amount> outside = pair("outside");
    if (outside != null) {
      if (high != null || low != null) {
        throw new BadInput(at("outside") + ": says both limits already; leave out above and below");
      }
      low = outside.getFirst();
      high = outside.getLast();
    }
    Amount clearLow = low;
    Amount clearHigh = high;
    if (fields.containsKey("clear")) {
      if (low != null && high != null) {
        List<Amount> clear = pair("clear");
        if (clear == null) {
          throw new BadInput(at("clear") + ": expected two numbers, { 10, 80 }");
        }
        clearLow = clear.getFirst();
        clearHigh = clear.getLast();
      } else if (high != null) {
        clearHigh = amount("clear");
      } else {
        clearLow = amount("clear");
      }
    }
    checkClear(low, high, clearLow, clearHigh);
    return new Condition.Beyond(
        value(), low, high, clearLow, clearHigh, AlertRules.span(at("per"), fields.get("per")));
  }

  /** What can be told without the value's unit; the rest {@link Limits} tells. */
  private void checkClear(
      @Nullable Amount low,
      @Nullable Amount high,
      @Nullable Amount clearLow,
      @Nullable Amount clearHigh) {
    if (isMore(clearHigh, high)) {
      throw new BadInput(at("clear") + ": " + clearHigh + " must be no higher than above, " + high);
    }
    if (isMore(low, clearLow)) {
      throw new BadInput(at("clear") + ": " + clearLow + " must be no lower than below, " + low);
    }
  }

  private static boolean isMore(@Nullable Amount one, @Nullable Amount other) {
    return one != null
        && other != null
        && Objects.equals(one.unit(), other.unit())
        && one.number() > other.number();
  }

  private @Nullable Amount either(String word, String synonym) {
    if (fields.containsKey(word) && fields.containsKey(synonym)) {
      throw new BadInput(at(synonym) + ": the same as " + word + ", which is there too");
    }
    return fields.containsKey(word)
        ? amount(word)
        : fields.containsKey(synonym) ? amount(synonym) : null;
  }

  private @Nullable List<Amount> pair(String field) {
    Object node = fields.get(field);
    if (node == null) {
      return null;
    }
    if (!(node instanceof List<?> list) || list.size() != 2) {
      throw new BadInput(at(field) + ": expected two numbers, { 10, 90 }, found " + node);
    }
    List<Amount> pair = new ArrayList<>();
    list.forEach(each -> pair.add(amount(field, each)));
    return pair;
  }

  private Amount amount(String field) {
    return amount(field, fields.get(field));
  }

  private Amount amount(String field, @Nullable Object node) {
    try {
      return Amount.of(node);
    } catch (BadInput e) {
      throw e.at(at(field));
    }
  }

  private Span span(String field) {
    Span span = AlertRules.span(at(field), fields.get(field));
    if (span == null) {
      throw new BadInput(at(field) + ": missing; write a length of time such as \"10 minutes\"");
    }
    return span;
  }

  private String value() {
    return required("value");
  }

  private String required(String field) {
    String text = AlertRules.text(at(field), fields.get(field));
    if (text == null) {
      throw new BadInput(at(field) + ": missing; say which value this is about");
    }
    return text;
  }

  private String at(String field) {
    return where + "." + field;
  }
}
