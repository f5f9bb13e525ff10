// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;

/**
 * Munin's {@code cdef}: an expression in rrdtool's reverse Polish notation, such as {@code
 * down,8,*}. What looks at other points of a graph looks at the runs before: {@link Past}.
 */
final class Rpn {
  /** A number as rrdtool reads it: none of Java's {@code 1d}, {@code NaN} and {@code 0x1p3}. */
  static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final Set<String> SUMMARIES =
      Set.of("AVG", "SMIN", "SMAX", "MEDIAN", "STDEV", "PERCENT");
  private static final Set<String> PLACES =
      Set.of("DUP", "POP", "EXC", "DEPTH", "COPY", "INDEX", "ROLL", "SORT", "REV");
  private static final Set<String> VALUES =
      Set.of(
          "UNKN",
          "INF",
          "NEGINF",
          "NOW",
          "TIME",
          "LTIME",
          "STEPWIDTH",
          "PREV",
          "NEWDAY",
          "NEWWEEK",
          "NEWMONTH",
          "NEWYEAR");
  private static final Set<String> TRENDS = Set.of("TREND", "TRENDNAN");
  private static final Set<String> PREDICTIONS = Set.of("PREDICT", "PREDICTSIGMA", "PREDICTPERC");
  private static final Set<String> OF_A_WINDOW =
      Set.of(
          "COUNT",
          "MAXIMUM",
          "MINIMUM",
          "AVERAGE",
          "TOTAL",
          "FIRST",
          "LAST",
          "LSLSLOPE",
          "LSLINT",
          "LSLCORREL");
  private static final int MOST_SHIFTS = 100;

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final Set<String> fields;
  private final Set<String> remembered = new LinkedHashSet<>();

  private Rpn(String text, Set<String> fields) {
    this.text = text;
    this.fields = fields;
    for (String word : text.split(",", -1)) {
      words.add(known(word.strip()));
    }
    for (int i = 0; i < words.size(); i++) {
      remember(i);
    }
  }

  /**
   * Reads an expression.
   *
   * @param fields the names it may use; one that is also an operation is the field
   * @throws BadInput where it says what is not understood, or what one run cannot know
   */
  static Rpn parse(String text, Set<String> fields) {
    return new Rpn(text, fields);
  }

  /** A word of the expression, a field's under its clean name. */
  private String known(String word) {
    String clean = MuninText.clean(word);
    if (fields.contains(word) || isOperation(word) || NUMBER.matcher(word).matches()) {
      return word;
    }
    if (isPrevious(word) && fields.contains(MuninText.clean(inner(word)))) {
      return "PREV(" + MuninText.clean(inner(word)) + ")";
    }
    if (fields.contains(clean)) {
      return clean;
    }
    throw fault(
        OF_A_WINDOW.contains(word)
            ? "\"" + word + "\" needs a graph's whole window; a run sees its own values"
            : "\"" + word + "\" is neither a field nor an operation");
  }

  private static boolean isOperation(String word) {
    return RpnMath.UNARY.contains(word)
        || RpnMath.BINARY.contains(word)
        || RpnMath.TERNARY.contains(word)
        || SUMMARIES.contains(word)
        || PLACES.contains(word)
        || VALUES.contains(word)
        || TRENDS.contains(word)
        || PREDICTIONS.contains(word);
  }

  private static boolean isPrevious(String word) {
    return word.startsWith("PREV(") && word.endsWith(")");
  }

  private static String inner(String previous) {
    return previous.substring("PREV(".length(), previous.length() - 1);
  }

  private void remember(int at) {
    String word = words.get(at);
    if (fields.contains(word)) {
      return;
    }
    if (isPrevious(word)) {
      remembered.add(inner(word));
    } else if (TRENDS.contains(word) || PREDICTIONS.contains(word)) {
      String field = ofPast(at);
      if (!fields.contains(field)) {
        throw fault("\"" + word + "\" stands behind no field");
      }
      remembered.add(field);
    }
  }

  /** The field whose past an operation looks at: {@code field,1800,TREND}. */
  private String ofPast(int at) {
    int field = TRENDS.contains(words.get(at)) ? at - 2 : at - 1;
    return field < 0 ? "" : words.get(field);
  }

  private BadInput fault(String what) {
    return new BadInput("cdef \"" + text + "\": " + what);
  }

  /** What one run knows besides the fields' values. */
  record Run(Instant time, double ticks, double period) {}

  /**
   * Its result; NaN where a value it needs is not known.
   *
   * @param values the fields' values by name; NaN or none where not known
   * @throws BadInput where the numbers do not go up
   */
  double evaluate(Map<String, Double> values, Run run, Past past) {
    past.begin(run.period());
    for (String field : remembered) {
      past.note(field, run.ticks(), values.getOrDefault(field, Double.NaN));
    }
    RpnStack stack = new RpnStack();
    try {
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        if (fields.contains(word)) {
          stack.push(values.getOrDefault(word, Double.NaN));
        } else if (TRENDS.contains(word)) {
          double seconds = stack.pop();
          stack.pop();
          stack.push(past.trend(ofPast(i), seconds, word.equals("TRENDNAN")));
        } else if (PREDICTIONS.contains(word)) {
          stack.push(prediction(word, ofPast(i), stack, past));
        } else {
          apply(word, stack, run, past);
        }
      }
      if (stack.size() != 1) {
        throw new BadInput("leaves " + stack.size() + " results");
      }
      past.result(stack.pop());
    } catch (BadInput e) {
      throw fault(String.valueOf(e.getMessage()));
    }
    return past.result();
  }

  private static void apply(String word, RpnStack stack, Run run, Past past) {
    if (RpnMath.BINARY.contains(word)) {
      double right = stack.pop();
      stack.push(RpnMath.binary(word, stack.pop(), right));
    } else if (RpnMath.UNARY.contains(word)) {
      stack.push(RpnMath.unary(word, stack.pop()));
    } else if (RpnMath.TERNARY.contains(word)) {
      double third = stack.pop();
      double second = stack.pop();
      stack.push(RpnMath.ternary(word, stack.pop(), second, third));
    } else if (SUMMARIES.contains(word)) {
      stack.summarise(word);
    } else if (PLACES.contains(word)) {
      place(word, stack);
    } else if (VALUES.contains(word)) {
      stack.push(word.equals("PREV") ? past.result() : ofRun(word, run));
    } else {
      stack.push(isPrevious(word) ? past.before(inner(word)) : Double.parseDouble(word));
    }
  }

  private static void place(String word, RpnStack stack) {
    switch (word) {
      case "SORT" -> stack.sort();
      case "REV" -> stack.reverse();
      case "COPY" -> stack.copy();
      case "INDEX" -> stack.index();
      case "ROLL" -> stack.roll();
      case "DEPTH" -> stack.push(stack.size());
      case "POP" -> stack.pop();
      case "DUP" -> {
        double top = stack.pop();
        stack.push(top);
        stack.push(top);
      }
      case "EXC" -> {
        double top = stack.pop();
        double below = stack.pop();
        stack.push(top);
        stack.push(below);
      }
      default -> throw new IllegalArgumentException(word);
    }
  }

  private static double ofRun(String word, Run run) {
    double seconds = run.time().getEpochSecond();
    ZonedDateTime local = run.time().atZone(ZoneId.systemDefault());
    LocalDateTime before = local.minusNanos((long) (run.period() * 1e9)).toLocalDateTime();
    return switch (word) {
      case "UNKN" -> Double.NaN;
      case "INF" -> Double.POSITIVE_INFINITY;
      case "NEGINF" -> Double.NEGATIVE_INFINITY;
      case "NOW", "TIME" -> seconds;
      case "LTIME" -> seconds + local.getOffset().getTotalSeconds();
      case "STEPWIDTH" -> run.period();
      case "NEWDAY" -> local.toLocalDate().equals(before.toLocalDate()) ? 0 : 1;
      case "NEWWEEK" ->
          local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)
                  == before.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)
              ? 0
              : 1;
      case "NEWMONTH" -> local.getMonth() == before.getMonth() ? 0 : 1;
      case "NEWYEAR" -> local.getYear() == before.getYear() ? 0 : 1;
      default -> throw new IllegalArgumentException(word);
    };
  }

  /** {@code shift,…,count,window,field,PREDICT}; a count below 0 repeats a single shift. */
  private static double prediction(String word, String field, RpnStack stack, Past past) {
    stack.pop();
    double percent = word.equals("PREDICTPERC") ? stack.pop() : 0;
    double window = stack.pop();
    double count = stack.pop();
    if (!(Math.abs(count) <= MOST_SHIFTS && Math.abs(percent) <= 100)) {
      throw new BadInput("shifts " + count + " times");
    }
    double single = count < 0 ? stack.pop() : 0;
    List<Double> shifts = new ArrayList<>();
    for (int i = 0; i < (int) Math.abs(count); i++) {
      shifts.add(count < 0 ? i * single : stack.pop());
    }
    double[] all = RpnStack.known(past.windows(field, shifts, window));
    return switch (word) {
      case "PREDICT" -> RpnStack.mean(all);
      case "PREDICTSIGMA" -> RpnStack.deviation(all);
      default -> percentile(all, percent / 100);
    };
  }

  private static double percentile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = Math.abs(share) * (sorted.length - 1);
    int low = (int) place;
    if (share < 0 || low == place) { // Below 0: the closest, not what would be between two.
      return sorted[(int) Math.round(place)];
    }
    return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - low);
  }
}
