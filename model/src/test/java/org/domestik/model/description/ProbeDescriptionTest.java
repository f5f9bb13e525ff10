// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ValueDescription.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class ProbeDescriptionTest {
  public static ProbeDescription processTracking() {
    return ProbeDescription.fromTree(
        Map.of(
            "title", "Process memory",
            "every", "1m",
            "key", "process",
            "values", Map.of("data", Map.of("unit", "kB"), "stack", Map.of("unit", "kB")),
            "derived", Map.of("used", "data + stack"),
            "archive", Map.of("after", "1 day", "every", "1 hour", "keep", "1 month"),
            "graph", Map.of("base", 1024L),
            "leak", "used",
            "alert", Map.of("used", Map.of("above", 100000L))),
        "process_tracking");
  }

  @Test
  void readsTheDescriptionOfTheDesign() {
    ProbeDescription description = processTracking();

    assertThat(description.probe()).isEqualTo("process_tracking");
    assertThat(description.keys()).containsExactly("process");
    assertThat(description.values())
        .extracting(ValueDescription::name)
        .containsExactly("data", "stack");
    assertThat(description.derived().getFirst().expression().text()).isEqualTo("data + stack");
    assertThat(description.archive()).isEqualTo(ArchivePolicy.DEFAULT);
    assertThat(description.inferred()).isFalse();
  }

  @Test
  void travelsAsATreeWithoutLoss() {
    ProbeDescription description = processTracking();

    assertThat(ProbeDescription.fromTree(description.toTree(), "other")).isEqualTo(description);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "titel  | x        | titel: unknown field; nearest is \"title\"",
        "name   | Process  | probe name \"Process\" is not lower-case",
        "every  | often    | every: \"often\" is not a length of time",
        "leak   | rss      | leak names \"rss\", which is no value of",
        "key    | host     | key name \"host\" is taken",
        "values | nothing  | values: expected a table",
      })
  void refusesFaultsByTheirPath(String field, String value, String message) {
    Map<String, Object> tree = new LinkedHashMap<>(processTracking().toTree());
    tree.put(field, value);

    assertThatThrownBy(() -> ProbeDescription.fromTree(tree, "p"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesADerivedValueOfAnUnknownOne() {
    assertThatThrownBy(
            () ->
                ProbeDescription.fromTree(
                    Map.of("values", List.of("data"), "derived", Map.of("used", "data + stack")),
                    "p"))
        .hasMessageContaining("derived.used reads \"stack\"");
  }

  @Test
  void refusesNamesThatWouldShareAColumnInTheArchive() {
    assertThatThrownBy(
            () -> ProbeDescription.fromTree(Map.of("values", List.of("a", "a_min")), "p"))
        .hasMessageContaining("needs the column \"a_min\"");
  }

  @Test
  void refusesToKeepForShorterThanItArchives() {
    assertThatThrownBy(
            () ->
                ProbeDescription.fromTree(
                    Map.of("archive", Map.of("after", "1 week", "keep", "1 day")), "p"))
        .hasMessageContaining("archive: keep (1 day) is shorter than after (1 week)");
  }

  @Test
  void isInferredFromASample() {
    ProbeDescription inferred =
        ProbeDescription.infer(
            sample(
                Row.of(List.of("dmkcheckd"), Map.of("data", 476.0)),
                Row.of(List.of("sshd"), Map.of("data", 1.5))));

    assertThat(inferred.keys()).containsExactly("key");
    assertThat(inferred.value("data").type()).isEqualTo(Type.REAL);
    assertThat(inferred.inferred()).isTrue();
  }

  @Test
  void inferredValuesAreInTheOrderOfTheirNames() {
    Map<String, Double> values = new LinkedHashMap<>();
    List.of("zeta", "alpha", "mid", "beta").forEach(name -> values.put(name, 1.0));
    Row other = Row.of(List.of("l"), Map.of("aa", 1.0));

    assertThat(ProbeDescription.infer(sample(Row.of(List.of("k"), values), other)).values())
        .extracting(ValueDescription::name)
        .containsExactly("aa", "alpha", "beta", "mid", "zeta");
  }

  @Test
  void inferenceRefusesKeysOfDifferentDepth() {
    assertThatThrownBy(
            () ->
                ProbeDescription.infer(
                    sample(
                        Row.of(List.of("a"), Map.of("v", 1.0)),
                        Row.of(List.of("a", "b"), Map.of("v", 1.0)))))
        .hasMessageContaining("key [a, b] has 2 levels, others have 1");
  }

  private static Sample sample(Row... rows) {
    return new Sample("process_tracking", Instant.EPOCH, List.of(rows));
  }

  @Test
  void evolvesByAddingAndWidening() {
    ProbeDescription newer =
        ProbeDescription.fromTree(
            Map.of(
                "key",
                "process",
                "values",
                Map.of("data", Map.of("type", "real"), "rss", Map.of("unit", "kB"))),
            "process_tracking");

    ProbeDescription evolved = processTracking().evolve(newer);

    assertThat(evolved.values())
        .extracting(ValueDescription::name)
        .containsExactly("data", "stack", "rss");
    assertThat(evolved.value("data").type()).isEqualTo(Type.REAL);
    assertThat(evolved.value("data").unit()).isEqualTo("kB");
    assertThat(evolved.leak()).isEqualTo("used");
  }

  @Test
  void anInferredKeyTakesTheNameTheAuthorGives() {
    ProbeDescription inferred =
        ProbeDescription.infer(sample(Row.of(List.of("dmkcheckd"), Map.of("data", 476.0))));

    assertThat(inferred.evolve(processTracking()).keys()).containsExactly("process");
    assertThat(processTracking().evolve(inferred).keys()).containsExactly("process");
    assertThat(processTracking().evolve(inferred).title()).isEqualTo("Process memory");
  }

  @Test
  void refusesAChangeOfKeysThatWouldLoseDataWithTheWayOut() {
    ProbeDescription other =
        ProbeDescription.fromTree(
            Map.of("key", List.of("process", "pid"), "values", List.of("data")),
            "process_tracking");

    assertThatThrownBy(() -> processTracking().evolve(other))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("would lose it. Give the probe another name; what the old one");
  }

  @Test
  void alertHoldsOnlyWhatCanTravel() {
    Map<String, Object> tree = new LinkedHashMap<>(processTracking().toTree());
    for (Object wrong : new Object[] {Double.NaN, 1 / 0.0, List.of(Double.NaN), new Object()}) {
      tree.put("alert", Map.of("used", Map.of("above", wrong)));
      assertThatThrownBy(() -> ProbeDescription.fromTree(tree, "p"))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("alert.used.above: expected texts, numbers and tables of them");
    }
    tree.put("alert", Map.of("used", List.of(1L, "x", true, List.of(), Map.of("a", 0.5))));
    assertThat(Json.write(ProbeDescription.fromTree(tree, "p").toTree()))
        .contains("\"alert\":{\"used\":[1,\"x\",true,{},{\"a\":0.5}]}");
  }

  @Test
  void limitsOfAValueTravelAndAreKept() {
    Map<String, ?> tree =
        Map.of("values", Map.of("t", Map.of("type", "real", "least", -40, "most", 85.5)));
    ProbeDescription said = ProbeDescription.fromTree(tree, "p");
    ProbeDescription again = ProbeDescription.fromTree(said.toTree(), "p");
    assertThat(again).isEqualTo(said);
    ValueDescription value = again.values().getFirst();
    assertThat(value.fault(-40)).isNull();
    assertThat(value.fault(85.5)).isNull();
    assertThat(value.fault(-40.5)).isEqualTo("-40.5 is less than -40.0, the least there can be");
    assertThat(value.fault(1e9)).contains("is more than 85.5");
    Map<String, ?> without = Map.of("values", Map.of("t", Map.of()));
    assertThat(said.evolve(ProbeDescription.fromTree(without, "p")).values().getFirst().most())
        .isEqualTo(85.5);
  }

  @Test
  void limitsThatAreNoneAreRefused() {
    for (Map<String, ?> wrong :
        List.of(
            Map.of("least", "cold"), Map.of("most", Double.NaN), Map.of("least", 2, "most", 1))) {
      assertThatThrownBy(() -> ProbeDescription.fromTree(Map.of("values", Map.of("t", wrong)), "p"))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("values.t");
    }
  }
}
