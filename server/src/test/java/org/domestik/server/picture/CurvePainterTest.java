// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurvePainterTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final int LINE = 0xff0072b2;
  private static final int LIMIT = 0xffb3261e;
  private static final int WRONG = 0xfffdecea;

  /** A minute each, from noon. */
  private static byte @Nullable [] png(double high, @Nullable Double... numbers) {
    List<Long> times = new ArrayList<>();
    List<@Nullable Double> values = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      times.add(NOON.plusSeconds(60L * i).toEpochMilli());
      values.add(numbers[i]);
    }
    Instant end = NOON.plusSeconds(60L * Math.max(1, numbers.length - 1));
    return CurvePainter.png(
        new Curve(
            times,
            values,
            values,
            NOON,
            end,
            Double.NEGATIVE_INFINITY,
            high,
            end.minusSeconds(30),
            end,
            Duration.ofMinutes(3)));
  }

  private static BufferedImage read(byte @Nullable [] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Objects.requireNonNull(png)));
  }

  private static long count(BufferedImage image, int colour) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aCurveItsLimitAndWhenItWasWrongAreSeen() throws Exception {
    Double[] numbers = new Double[60];
    for (int i = 0; i < 60; i++) {
      numbers[i] = 50 + i * 0.8;
    }
    byte[] png = Objects.requireNonNull(png(90, numbers));
    Files.write(Path.of("target", "curve.png"), png); // To be looked at.
    BufferedImage image = read(png);
    assertThat(image.getWidth()).isEqualTo(2 * CurvePainter.SHOWN_WIDTH);
    assertThat(image.getHeight()).isEqualTo(2 * CurvePainter.SHOWN_HEIGHT);
    assertThat(count(image, LINE)).isGreaterThan(1_500);
    assertThat(count(image, LIMIT)).isGreaterThan(800);
    assertThat(count(image, WRONG)).isGreaterThan(800);
    assertThat(png).hasSizeLessThan(20_000);
  }

  @Test
  void aGapBreaksTheLineAndAPointThatStandsAloneIsADot() throws Exception {
    assertThat(count(read(png(90, 1.0, null, null, null, null, 1.0)), LINE)).isBetween(4L, 60L);
    assertThat(count(read(png(90, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)), LINE)).isGreaterThan(800);
  }

  @Test
  void whereNothingIsThereIsNoPicture() {
    assertThat(png(90)).isNull();
    assertThat(png(90, null, null)).isNull();
    assertThat(png(90, Double.NaN, Double.POSITIVE_INFINITY)).isNull();
  }

  @Test
  void numbersOfAnySizeAreDrawn() throws Exception {
    for (double size : new double[] {0, -1, 1e-12, 1e300, -1e300, Double.MAX_VALUE, 4.9e-324}) {
      assertThat(count(read(png(Double.POSITIVE_INFINITY, size, size / 2, size)), LINE))
          .as("%s", size)
          .isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, '0,50,100'",
    "45, 97, '40,60,80,100'",
    "0, 2500000, '0,1M,2M,3M'",
    "0.0012, 0.0019, '1.0m,1.2m,1.4m,1.6m,1.8m,2.0m'",
    "-20, 20, '-20,-10,0,10,20'",
    "5, 5, '4.5,5.0,5.5'",
  })
  void theScaleHasRoundNumbers(double least, double greatest, String expected) {
    Scale scale = Scale.of(least, greatest, 4);
    assertThat(scale.bottom()).isLessThanOrEqualTo(least);
    assertThat(scale.top()).isGreaterThanOrEqualTo(greatest);
    assertThat(String.join(",", scale.ticks().stream().map(scale::label).toList()))
        .isEqualTo(expected);
  }
}
