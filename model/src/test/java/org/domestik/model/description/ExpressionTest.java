// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.model.BadInput;
import org.domestik.model.description.Expression.Constant;
import org.domestik.model.description.Expression.Operation;
import org.domestik.model.description.Expression.Operator;
import org.domestik.model.description.Expression.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final List<Operator> OPERATORS = List.of(Operator.values());
  private static final Map<String, Double> VALUES = Map.of("data", 476.0, "stack", 136.0);

  private static double evaluate(String text) {
    return Expression.parse(text).evaluate(name -> VALUES.getOrDefault(name, Double.NaN));
  }

  @ParameterizedTest
  @CsvSource({
    "data + stack, 612",
    "data - stack - 40, 300",
    "data + stack * 2, 748",
    "(data + stack) * 2, 1224",
    "100 * stack / (data + stack), 22.22222222222222",
    "data / 4 / 7, 17",
    "data - (stack - 40), 380",
    "-1.5e2 + data, 326",
    "-data * 2 + 1000, 48",
  })
  void computesLikeArithmetic(String text, double expected) {
    assertThat(evaluate(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data + rss", "data / 0", "data / (stack - 136)"})
  void hasNoValueWhereAValueIsMissingOrNotFinite(String text) {
    assertThat(evaluate(text)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "data +, 7",
    "data stack, 6",
    "(data, 6",
    "data; drop table host, 5",
    "1..2, 1",
    "-, 2",
  })
  void refusesAnythingElseWithThePosition(String text, int position) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("at position " + position);
  }

  @Test
  void refusesDepthThatWouldOverflowTheStack() {
    assertThatThrownBy(() -> Expression.parse("(".repeat(400) + "1"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("nested deeper");
  }

  @Test
  void namesItsOperandsOnceInOrder() {
    assertThat(Expression.parse("stack + data * stack").operands())
        .containsExactly("stack", "data");
  }

  @Test
  void textIsReadBackAsTheSameExpression() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Expression expression = any(random, 4);
      assertThat(Expression.parse(expression.text()))
          .as("seed %d: %s", seed, expression.text())
          .isEqualTo(expression);
    }
  }

  private static Expression any(Random random, int depth) {
    return switch (depth == 0 ? random.nextInt(2) : random.nextInt(4)) {
      case 0 -> new Constant(random.nextInt(1000) / 8.0);
      case 1 -> new Value("value_" + random.nextInt(10));
      default ->
          new Operation(
              OPERATORS.get(random.nextInt(4)), any(random, depth - 1), any(random, depth - 1));
    };
  }

  /** Else a store that has it could not be opened again. */
  @Test
  void whatIsTooLongOnceItIsWrittenOutIsRefused() {
    String signs = "-".repeat(90) + "m".repeat(20) + "2" + "-".repeat(90) + "a";
    for (int length = 1; length < signs.length(); length++) {
      try {
        Expression read = Expression.parse(signs.substring(length));
        assertThat(Expression.parse(read.text())).isEqualTo(read);
      } catch (BadInput e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThatThrownBy(() -> Expression.parse("-".repeat(99) + "m".repeat(60) + " * 1"))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void zeroHasNoSign() {
    assertThat(Expression.parse("-0")).isEqualTo(Expression.parse("0"));
    assertThat(Expression.parse(Expression.parse("-0").text())).isEqualTo(Expression.parse("-0"));
  }

  @Test
  void aConstantBeyondAllNumbersIsNone() {
    assertThatThrownBy(() -> Expression.parse("data * 1e999"))
        .hasMessageContaining("expected a number at position 8");
  }
}
