// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertRulesTest {
  private static ProbeDescription memory(Map<String, Object> alert) {
    return ProbeDescription.fromTree(
        Map.of(
            "name",
            "memory",
            "values",
            Map.of("used", Map.of("unit", "kB"), "count", Map.of()),
            "alert",
            alert),
        "memory");
  }

  private static List<AlertRule> ofFile(Map<String, Object> fields) {
    return AlertRules.of(List.of(fields), "alerts.lua");
  }

  @ParameterizedTest
  @CsvSource({"lasting", "per"})
  void aLengthOfTimeIsAtMostTenYears(String key) {
    Map<String, Object> rule = new TreeMap<>(Map.of("above", 1, key, "10 years"));
    assertThat(AlertRules.of(memory(Map.of("used", rule)))).hasSize(1);
    rule.put(key, "999999999 years");
    assertThatThrownBy(() -> AlertRules.of(memory(Map.of("used", rule))))
        .isInstanceOf(BadInput.class)
        .hasMessage("alert.used." + key + ": \"999999999 years\" is too long; at most 10 years");
  }

  @Test
  void aDescriptionsRuleIsAboutItsOwnValue() {
    ProbeDescription description =
        memory(
            Map.of(
                "used",
                Map.of(
                    "above",
                    "2 GB",
                    "clear",
                    "1.8 GB",
                    "lasting",
                    "5 minutes",
                    "severity",
                    "critical")));
    AlertRule rule = AlertRules.of(description).getFirst();
    assertThat(rule.name()).isEqualTo("memory used");
    assertThat(rule.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(rule.lasting()).isEqualTo(Span.parse("5 minutes"));
    assertThat(rule.isFor("memory", List.of("a"))).isTrue();
    assertThat(rule.isFor("swap", List.of())).isFalse();
    Limits limits = Limits.of(rule, description);
    assertThat(limits.judge(2_000_001)).isEqualTo(Judgement.WRONG);
    assertThat(limits.judge(1_900_000)).isEqualTo(Judgement.BETWEEN);
    assertThat(limits.judge(1_800_000)).isEqualTo(Judgement.RIGHT);
    assertThat(limits.words(null)).isEqualTo("above 2000000 kB");
  }

  @Test
  void twoSeveritiesStandInOnePlace() {
    // Munin's words, as its plugins give them.
    List<AlertRule> rules =
        AlertRules.of(
            memory(
                Map.of(
                    "count",
                    Map.of(
                        "warning", Map.of("max", 80), "critical", Map.of("max", 90, "min", 1)))));
    assertThat(rules)
        .extracting(AlertRule::severity)
        .containsExactly(Severity.WARNING, Severity.CRITICAL);
    assertThat(rules).extracting(AlertRule::name).containsOnly("memory count");
  }

  @Test
  void graphsThatCountBy1024SayWhatAGigabyteIs() {
    Map<String, Object> tree = new TreeMap<>(memory(Map.of()).toTree());
    tree.put("graph", Map.of("base", 1024));
    tree.put("alert", Map.of("used", Map.of("above", "2 GB")));
    ProbeDescription description = ProbeDescription.fromTree(tree, "memory");
    assertThat(Limits.of(AlertRules.of(description).getFirst(), description).high())
        .isEqualTo(2.0 * 1024 * 1024);
  }

  @ParameterizedTest
  @CsvSource({
    "2 GB, kB, 1000, 2000000",
    "2 GiB, kB, 1000, 2147483.648",
    "1 MB/s, B/s, 1000, 1000000",
    "5 ms, s, 1000, 0.005",
    "3 min, s, 1000, 180",
    "2 h, min, 1000, 120",
    "90 %, %, 1000, 90",
    "1.5 kbit, bit, 1000, 1500",
    "10 MHz, Hz, 1000, 10000000",
    "1 MBytes, kB, 1000, 1000",
    "-5 °C, °C, 1000, -5",
  })
  void amountsAreReadInTheValuesUnit(String text, String unit, int step, double expected) {
    assertThat(Amount.of(text).in(unit, step))
        .isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(1e-9));
  }

  @Test
  void anAmountOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> Amount.of("90 %").in("kB", 1000))
        .isInstanceOf(BadInput.class)
        .hasMessage("\"%\" is no multiple of \"kB\", the value's unit");
    assertThatThrownBy(() -> Amount.of("90 %").in(null, 1000)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Amount.of("many")).isInstanceOf(BadInput.class);
  }

  @Test
  void everyConditionOfAFileIsRead() {
    assertThat(
            ofFile(Map.of("name", "s", "hosts", List.of("db-*"), "silent", "10 minutes"))
                .getFirst())
        .extracting(AlertRule::condition)
        .isEqualTo(new Condition.Silent(Span.parse("10 minutes")));
    assertThat(ofFile(Map.of("name", "l", "probe", "p", "leak", "used")).getFirst().condition())
        .isEqualTo(new Condition.Leak("used"));
    assertThat(
            ofFile(
                    Map.of(
                        "name", "r", "probe", "p", "value", "full", "reaches", 100, "within",
                        "3 days"))
                .getFirst()
                .condition())
        .isEqualTo(new Condition.Reaches("full", new Amount(100, null), Span.parse("3 days")));
    assertThat(ofFile(Map.of("name", "f", "probe", "*", "failing", true)).getFirst().condition())
        .isEqualTo(new Condition.Failing());
    assertThat(ofFile(Map.of("name", "m", "probe", "p", "missing", "1 h")).getFirst().condition())
        .isEqualTo(new Condition.Missing(null, Span.parse("1 h")));
    assertThat(ofFile(Map.of("name", "w", "spool", "1 h")).getFirst().condition())
        .isEqualTo(new Condition.Waiting(Span.parse("1 h")));
    assertThat(
            ofFile(Map.of("name", "memory used", "probe", "memory", "off", true))
                .getFirst()
                .condition())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abov | 5 | alerts[1].abov: unknown field; nearest is \"above\"",
        "severity | bad | alerts[1].severity: \"bad\" is none of",
        "above | lots | alerts[1].above: expected a number",
        "lasting | soon | alerts[1].lasting: \"soon\" is not a length of time",
        "hosts | db*$ | alerts[1].hosts:",
        "within | 1 h | alerts[1].within: only beside reaches",
      })
  void faultsNameTheirPlace(String field, String value, String complaint) {
    Map<String, Object> fields =
        new TreeMap<>(Map.of("name", "x", "probe", "p", "value", "v", "above", 5));
    fields.put(field, value);
    assertThatThrownBy(() -> ofFile(fields))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void clearOnTheWrongSideIsRefused() {
    assertThatThrownBy(() -> AlertRules.of(memory(Map.of("used", Map.of("above", 5, "clear", 6)))))
        .hasMessage("alert.used.clear: 6 must be no higher than above, 5");
    assertThatThrownBy(() -> AlertRules.of(memory(Map.of("used", Map.of("below", 5, "clear", 4)))))
        .hasMessage("alert.used.clear: 4 must be no lower than below, 5");
    assertThatThrownBy(() -> AlertRules.of(memory(Map.of("usd", Map.of("above", 5)))))
        .hasMessage("alert.usd: there is no value \"usd\"; nearest is \"used\"");
  }

  @Test
  void whatHasNoConditionOrNoProbeIsRefused() {
    assertThatThrownBy(() -> ofFile(Map.of("name", "x", "probe", "p", "value", "v")))
        .hasMessageContaining("no condition; write one of above");
    assertThatThrownBy(() -> ofFile(Map.of("name", "x", "value", "v", "above", 1)))
        .hasMessage("alerts[1].probe: missing; say which probe this is about");
    assertThatThrownBy(() -> ofFile(Map.of("name", "x", "probe", "p", "silent", "1 h")))
        .hasMessage("alerts[1].probe: this is about a host, not about a probe");
    assertThatThrownBy(() -> ofFile(Map.of("probe", "p", "value", "v", "above", 1)))
        .hasMessage("alerts[1].name: missing; a rule needs a name");
  }
}
