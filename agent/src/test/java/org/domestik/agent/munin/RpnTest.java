// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class RpnTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Map<String, Double> VALUES = Map.of("down", 3.0, "none", Double.NaN);

  private static double evaluate(String expression, Map<String, Double> values) {
    return Rpn.parse(expression, values.keySet())
        .evaluate(values, new Rpn.Run(START, 0, 60), new Past());
  }

  private static double evaluate(String expression) {
    return evaluate(expression, VALUES);
  }

  @Test
  void resultsAreThoseOfRrdtool() throws Exception {
    List<String> differ = new ArrayList<>();
    int all = 0;
    try (InputStream in =
        Objects.requireNonNull(RpnTest.class.getResourceAsStream("rrdtool.txt"))) {
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
        if (!line.startsWith("#") && !line.isEmpty()) {
          String[] parts = line.split("\t", 2);
          all++;
          String actual = String.valueOf(last(parts[1]));
          if (!same(number(parts[0]), Double.parseDouble(actual))) {
            differ.add(line + " but " + actual);
          }
        }
      }
    }
    assertThat(differ).isEmpty();
    assertThat(all).isGreaterThan(400);
  }

  /** Its value at the last of the steps that the file tells of. */
  private static double last(String expression) {
    Rpn rpn = Rpn.parse(expression, Set.of("a", "b", "n"));
    Past past = new Past();
    double result = Double.NaN;
    for (int step = 4; step <= 30; step++) {
      Map<String, Double> values =
          Map.of("a", (double) step, "b", step * step + 0.5, "n", Double.NaN);
      Instant time = START.plusSeconds(60L * step);
      result = rpn.evaluate(values, new Rpn.Run(time, 60.0 * step, 60), past);
    }
    return result;
  }

  private static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> text.contains("NaN") ? Double.NaN : Double.parseDouble(text);
    };
  }

  private static boolean same(double expected, double actual) {
    return Double.compare(expected + 0.0, actual + 0.0) == 0
        || Math.abs(expected - actual) <= 1e-8 * Math.max(1e-8, Math.abs(expected));
  }

  @Test
  void fieldOfAnOperationsNameIsTheField() {
    assertThat(evaluate("MIN,2,*", Map.of("MIN", 4.0))).isEqualTo(8);
    assertThat(evaluate("eth0:1,8,*", Map.of("eth0_1", 4.0))).isEqualTo(32);
  }

  @Test
  void placesOnTheStackAreAsRrdtoolsManualHasThem() {
    String digits = ",10,*,+,10,*,+,10,*,+";
    assertThat(evaluate("4,3,2,1,3,1,ROLL" + digits)).isEqualTo(2314);
    assertThat(evaluate("4,3,2,1,3,-1,ROLL" + digits)).isEqualTo(3124);
    assertThat(evaluate("2.5,ROUND")).isEqualTo(3);
    assertThat(evaluate("-2.5,ROUND")).isEqualTo(-3);
    assertThat(evaluate("7,1,5,CLAMP")).isEqualTo(5);
    assertThat(evaluate("none,1,5,CLAMP")).isNaN();
  }

  @Test
  void timeIsThatOfTheRun() {
    assertThat(evaluate("NOW")).isEqualTo((double) START.getEpochSecond());
    assertThat(evaluate("TIME,LTIME,-,86400,%")).isCloseTo(evaluate("TIME,LTIME,-"), within(0.0));
    assertThat(evaluate("STEPWIDTH")).isEqualTo(60);
    assertThat(evaluate("NEWYEAR")).isZero();
  }

  @Test
  void missedRunsAreUnknownToATrendThatNeedsAll() {
    Rpn trend = Rpn.parse("a,180,TREND", Set.of("a"));
    Rpn lenient = Rpn.parse("a,180,TRENDNAN", Set.of("a"));
    Past past = new Past();
    Past other = new Past();
    double[] results = new double[7];
    double[] lenients = new double[7];
    for (int minute : new int[] {0, 1, 2, 4, 5, 6}) {
      Map<String, Double> values = Map.of("a", (double) minute);
      Rpn.Run run = new Rpn.Run(START, 60.0 * minute + 0.2 * (minute % 2), 60);
      results[minute] = trend.evaluate(values, run, past);
      lenients[minute] = lenient.evaluate(values, run, other);
    }
    assertThat(results[1]).isNaN();
    assertThat(results[2]).isEqualTo(1);
    assertThat(results[4]).isNaN();
    assertThat(lenients[4]).isEqualTo(3);
    assertThat(results[6]).isEqualTo(5);
  }

  @Test
  void faultsNameTheExpression() {
    assertThatThrownBy(() -> evaluate("down,SHIFT"))
        .hasMessage("cdef \"down,SHIFT\": \"SHIFT\" is neither a field nor an operation");
    assertThatThrownBy(() -> evaluate("down,up,*")).hasMessageContaining("\"up\" is neither");
    assertThatThrownBy(() -> evaluate("down,1")).hasMessageContaining("leaves 2 results");
    assertThatThrownBy(() -> evaluate("down,+"))
        .hasMessage("cdef \"down,+\": ends before its operations do");
    assertThatThrownBy(() -> evaluate("down,COUNT,*"))
        .hasMessageContaining("\"COUNT\" needs a graph's whole window");
    assertThatThrownBy(() -> evaluate("1,180,TREND")).hasMessageContaining("behind no field");
    assertThatThrownBy(() -> evaluate("86400,-7,1800,down,PREDICT"))
        .hasMessageContaining("values of the past; at most 1500 are kept");
    assertThatThrownBy(() -> evaluate("down,9999999999,AVG"))
        .hasMessageContaining("takes 9.999999999E9 of 1 numbers");
    for (String bad : List.of("", "down,", "1d", "NaN", "0x1p3", "PREV(x)")) {
      assertThatThrownBy(() -> evaluate(bad)).isInstanceOf(BadInput.class);
    }
    String doubling = "1" + ",1,COPY,2,COPY,4,COPY,8,COPY".repeat(3) + ",500,COPY".repeat(3);
    assertThatThrownBy(() -> evaluate(doubling)).isInstanceOf(BadInput.class);
  }
}
