// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.model.description.Expression;
import org.junit.jupiter.api.Test;

class BoundsTest {
  @Test
  void noSampleIsEverOutsideTheBounds() {
    Random random = new Random(11);
    List<String> texts =
        List.of(
            "a + b", "a - b", "a * b", "a / b", "(a + b) * (a - b)", "a * a / (b + 7)", "3 - a");
    for (int number = 0; number < 3000; number++) {
      Expression expression = Expression.parse(texts.get(random.nextInt(texts.size())));
      List<Map<String, Double>> samples = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        samples.add(
            Map.of("a", (double) random.nextInt(20) - 10, "b", (double) random.nextInt(20) - 10));
      }
      Bounds bounds = Bounds.of(expression, Map.of("a", of(samples, "a"), "b", of(samples, "b")));
      for (Map<String, Double> sample : samples) {
        double value = expression.evaluate(sample::get);
        if (bounds != null && !Double.isNaN(value)) {
          assertThat(value).isBetween(bounds.least(), bounds.greatest());
        }
      }
    }
  }

  private static Bounds of(List<Map<String, Double>> samples, String name) {
    var numbers = samples.stream().mapToDouble(sample -> sample.get(name)).summaryStatistics();
    return new Bounds(numbers.getMin(), numbers.getMax());
  }

  @Test
  void divisorThatMayBeZeroHasNoBounds() {
    Map<String, Bounds> operands = Map.of("a", new Bounds(1, 2), "b", new Bounds(-1, 1));
    assertThat(Bounds.of(Expression.parse("a / b"), operands)).isNull();
    assertThat(Bounds.of(Expression.parse("a / (b + 2)"), operands))
        .isEqualTo(new Bounds(1.0 / 3, 2));
  }

  @Test
  void missingOperandHasNoBounds() {
    assertThat(Bounds.of(Expression.parse("a + b"), Map.of("a", new Bounds(1, 2)))).isNull();
  }
}
