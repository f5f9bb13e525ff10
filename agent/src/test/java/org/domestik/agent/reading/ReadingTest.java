// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static Reading reading(Row... rows) {
    return new Reading("p", new Sample("p", NOW, List.of(rows)), null);
  }

  private static Row row(double value, String... key) {
    return Row.of(List.of(key), Map.of("v", value));
  }

  @Test
  void oddNamesAreKeysToo() {
    Reading reading = reading(row(1, "two\nlines"), row(2, ""), row(3, "caf\udce9"));
    assertThat(reading.sample().rows())
        .containsExactly(row(1, "two\\nlines"), row(2, "(empty)"), row(3, "caf\\xe9"));
    assertThat(reading.fault()).isNull();
  }

  @Test
  void whatDoesNotFitCostsItsOwnRowAndIsNamed() {
    String[] deep = Collections.nCopies(9, "d").toArray(new String[0]);
    Reading reading =
        reading(row(1, "x".repeat(1001)), row(2, "good"), row(3, deep), row(4, "good"));
    assertThat(reading.sample().rows()).containsExactly(row(2, "good"));
    assertThat(reading.fault())
        .startsWith("left out, all else is stored: key \"xxx")
        .contains("…\": has 1001 characters; at most 1000 are stored; key \"d\", ")
        .contains(": has 9 levels; at most 8 are stored; key \"good\": comes twice; the first is");
  }

  @Test
  void whereNothingFitsThereIsNoSample() {
    Reading reading = reading(row(1, "x".repeat(1001)));
    assertThat(reading.sample()).isNull();
    assertThat(reading.fault()).startsWith("nothing can be stored: key \"xxx");
  }

  @Test
  void namesOnlySomeOfMany() {
    List<Row> rows = new ArrayList<>(Collections.nCopies(30, row(1, "x".repeat(1001))));
    assertThat(reading(rows.toArray(new Row[0])).fault()).endsWith("; and 20 more");
  }

  @Test
  void noNumberIsNoValueAndNoFault() {
    Row mixed = new Row(List.of("a"), List.of("x", "y", "z"), new double[] {1, 0 / 0.0, 1 / 0.0});
    Reading reading = reading(mixed, row(Double.NaN, "b"));
    assertThat(reading.sample().rows())
        .containsExactly(new Row(List.of("a"), List.of("x"), new double[] {1}));
    assertThat(reading.fault()).isNull();
    assertThat(reading.unknown())
        .containsExactly(
            "key \"a\", value \"y\": NaN is no value",
            "key \"a\", value \"z\": Infinity is no value",
            "key \"b\", value \"v\": NaN is no value");
    assertThat(reading(row(Double.NaN)).sample()).isNull();
  }

  @Test
  void aNumberTooLargeCostsItsOwnValue() {
    Row row = new Row(List.of(), List.of("x", "y"), new double[] {1e308, 2});
    Reading reading = reading(row);
    assertThat(reading.sample().rows())
        .containsExactly(new Row(List.of(), List.of("y"), new double[] {2}));
    assertThat(reading.fault()).contains("value \"x\": 1.0E308 is too large; at most 1.0E290");
  }
}
