// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DecimalTest {

  @Test
  void numbersAreReadAsTheJdkReadsThem() {
    long seed = 20261122;
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int i = 0; i < 20_000; i++) {
      String text =
          switch (i % 4) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> Double.toString(random.nextDouble() * 1e6 - 5e5);
            case 2 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            default -> random.nextInt(1_000_000) + "." + random.nextInt(1_000_000);
          };
      double expected = Double.parseDouble(text);
      double number = Double.isFinite(expected) ? expected + 0.0 : Double.NaN;
      byte[] bytes = ("x" + text).getBytes(UTF_8);
      assertThat(Decimal.parse(bytes, 1, bytes.length))
          .as("seed " + seed + " " + text)
          .isEqualTo(Double.valueOf(number));
      assertThat(Decimal.parse(text)).as(text).isEqualTo(Double.valueOf(number));
    }
  }

  @Test
  void anythingElseIsNoNumber() {
    for (String text :
        new String[] {
          "",
          ".",
          "-",
          "+",
          "1.2.3",
          "0x1F",
          "1e",
          "e5",
          "NaN",
          "Infinity",
          "1f",
          "1d",
          "--1",
          "1 2",
          "1e999",
          "٣",
          "1_000"
        }) {
      assertThat(Decimal.parse(text)).as(text).isNaN();
      byte[] bytes = text.getBytes(UTF_8);
      assertThat(Decimal.parse(bytes, 0, bytes.length)).as(text).isNaN();
    }
    assertThat(Decimal.parse(" 476 ")).isEqualTo(476);
  }
}
