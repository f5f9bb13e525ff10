// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.time.Duration;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A rule's limits in the unit of the value they are compared with.
 *
 * @param low below it is wrong; negative infinity: nothing is too low
 * @param high above it is wrong; infinity: nothing is too high
 * @param clearLow from here up it is right again
 * @param clearHigh from here down it is right again
 * @param unit of all of them; null: the value has none
 */
public record Limits(
    double low, double high, double clearLow, double clearHigh, @Nullable String unit) {

  /** Nothing is too low or too high. */
  public static final Limits NONE =
      new Limits(
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          null);

  /** What a number says of a condition. */
  public enum Judgement {
    /** It is beyond a limit. */
    WRONG,
    /** It is between limit and clear: all stays as it is. */
    BETWEEN,
    /** It is right. */
    RIGHT
  }

  /**
   * Those of a rule about a value; none for a rule that has no limits.
   *
   * @throws BadInput where a limit is of another kind than the value, or clear is on the wrong side
   */
  public static Limits of(AlertRule rule, ProbeDescription description) {
    Values values = Values.of(description);
    return switch (rule.condition()) {
      case Condition.Beyond beyond -> beyond(beyond, values);
      case Condition.Reaches reaches -> {
        double limit = in(reaches.limit(), reaches.value(), values, "reaches");
        String unit = values.unit(reaches.value());
        yield new Limits(Double.NEGATIVE_INFINITY, limit, Double.NEGATIVE_INFINITY, limit, unit);
      }
      case null, default -> NONE;
    };
  }

  private static Limits beyond(Condition.Beyond it, Values values) {
    double low = in(it.low(), it.value(), values, "below", Double.NEGATIVE_INFINITY);
    double high = in(it.high(), it.value(), values, "above", Double.POSITIVE_INFINITY);
    double clearLow = in(it.clearLow(), it.value(), values, "clear", low);
    double clearHigh = in(it.clearHigh(), it.value(), values, "clear", high);
    if (low > high) {
      throw new BadInput("the lower limit, " + it.low() + ", is above the upper, " + it.high());
    }
    if (clearHigh > high) {
      throw new BadInput(
          "clear, " + it.clearHigh() + ", must be no higher than above, " + it.high());
    }
    if (clearLow < low) {
      throw new BadInput("clear, " + it.clearLow() + ", must be no lower than below, " + it.low());
    }
    if (clearLow > clearHigh) {
      throw new BadInput("clear leaves nothing: " + it.clearLow() + " to " + it.clearHigh());
    }
    String unit = values.unit(it.value());
    return new Limits(low, high, clearLow, clearHigh, unit == null ? null : unit);
  }

  private static double in(
      @Nullable Amount amount, String value, Values values, String field, double otherwise) {
    return amount == null ? otherwise : in(amount, value, values, field);
  }

  private static double in(Amount amount, String value, Values values, String field) {
    try {
      return amount.in(values.unit(value), values.step());
    } catch (BadInput e) {
      throw e.at(field);
    }
  }

  /** A value's or derived value's unit; null where it has none, or is none of the probe's. */
  public static @Nullable String unit(ProbeDescription description, String value) {
    return Values.of(description).unit(value);
  }

  /** Judges a number. */
  public Judgement judge(double number) {
    if (number > high || number < low) {
      return Judgement.WRONG;
    }
    return number <= clearHigh && number >= clearLow ? Judgement.RIGHT : Judgement.BETWEEN;
  }

  /** The limit a number is beyond, or nearest to, for people: {@code "above 90 %"}. */
  public String words(@Nullable Span per) {
    StringBuilder words = new StringBuilder();
    if (high < Double.POSITIVE_INFINITY && low > Double.NEGATIVE_INFINITY) {
      words
          .append("outside ")
          .append(Numbers.plain(low))
          .append(" to ")
          .append(Numbers.plain(high));
    } else if (high < Double.POSITIVE_INFINITY) {
      words.append("above ").append(Numbers.plain(high));
    } else {
      words.append("below ").append(Numbers.plain(low));
    }
    if (unit != null) {
      words.append(' ').append(unit);
    }
    return per == null ? words.toString() : words.append(" per ").append(per).toString();
  }

  /** How much a change in one time would be in another. */
  public static double rate(double change, Duration elapsed, Span per) {
    return change * per.estimate().toMillis() / elapsed.toMillis();
  }
}
