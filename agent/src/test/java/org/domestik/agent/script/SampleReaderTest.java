// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static Sample read(int levels, Object result) {
    return SampleReader.read("p", levels, NOW, result);
  }

  @Test
  void levelsAreInferredFromTheNesting() {
    assertThat(read(-1, Map.of("a", 1L)).rows())
        .containsExactly(Row.of(List.of(), Map.of("a", 1d)));
    assertThat(read(-1, Map.of("k", Map.of("a", 1L))).rows())
        .containsExactly(Row.of(List.of("k"), Map.of("a", 1d)));
    assertThat(read(-1, Map.of("k", Map.of("l", Map.of("a", 1L)))).rows())
        .containsExactly(Row.of(List.of("k", "l"), Map.of("a", 1d)));
  }

  @Test
  void listsAreTablesWithNumbersAsKeys() {
    assertThat(read(-1, List.of(Map.of("a", 7L))).rows())
        .containsExactly(Row.of(List.of("1"), Map.of("a", 7d)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"476", " 476 ", "4.76e2", "+476", "476."})
  void numericTextIsANumber(String text) {
    assertThat(read(0, Map.of("a", text)).rows().getFirst().value("a")).isEqualTo(476);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "476 kB", "0x10", "nano", "info", "1,5", "--1"})
  void otherTextIsAnErrorThatNamesKeyAndValue(String text) {
    assertThatThrownBy(() -> read(1, Map.of("sda", Map.of("bytes", text))))
        .isInstanceOf(BadInput.class)
        .hasMessage("key \"sda\": value \"bytes\": \"" + text + "\" is not a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "-nan", "NaN", " nan "})
  void whatCCallsNoNumberIsNone(String text) {
    assertThat(read(0, Map.of("a", text)).rows().getFirst().value("a")).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "-inf", "+Infinity", " -INF "})
  void whatCCallsInfiniteIsSo(String text) {
    assertThat(read(0, Map.of("a", text)).rows().getFirst().value("a"))
        .isEqualTo((text.contains("-") ? -1 : 1) / 0.0);
  }

  @Test
  void ofTwoKeysThatAreOneTheNumberIsFirst() {
    Map<Object, Object> table = new LinkedHashMap<>();
    table.put("1", Map.of("a", 1L));
    table.put(1L, Map.of("a", 2L));
    assertThat(read(1, table).rows())
        .containsExactly(
            Row.of(List.of("1"), Map.of("a", 2d)), Row.of(List.of("1"), Map.of("a", 1d)));
  }

  @Test
  void notANumberIsAnError() {
    assertThatThrownBy(() -> read(0, Map.of("a", true))).hasMessageContaining("true is not a");
    assertThatThrownBy(() -> read(0, "text")).hasMessageContaining("returns a table");
  }

  @Test
  void missingLevelIsAnErrorThatNamesTheKey() {
    assertThatThrownBy(() -> read(1, Map.of("a", 1L)))
        .hasMessage("key \"a\": 1 where a table of values is expected");
    assertThatThrownBy(() -> read(0, Map.of("a", Map.of("b", 1L))))
        .hasMessage("value \"a\": a table is not a number");
  }

  @Test
  void wrongValueNameIsAnError() {
    assertThatThrownBy(() -> read(0, Map.of("Read-Ops", 1L))).hasMessageContaining("Read-Ops");
    assertThatThrownBy(() -> read(0, Map.of("host", 1L))).hasMessageContaining("host");
  }

  @Test
  void nothingIsNoSample() {
    assertThat(read(-1, null)).isNull();
    assertThat(read(-1, List.of())).isNull();
    assertThat(read(1, Map.of("k", List.of()))).isNull();
    assertThat(read(-1, new HashMap<>(Map.of("k", List.of())))).isNull();
  }
}
