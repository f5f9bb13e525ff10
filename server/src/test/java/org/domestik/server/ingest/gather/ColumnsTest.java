// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final List<String> TEXTS =
      List.of("a", "a_max", "a_max_sum", "a_sum", "a_max_sum_count", "host", "bucket_end", "A-Max");

  @Test
  void whateverLabelsAndValuesAreCalledTheProbeHasRoomForBoth() {
    for (String first : TEXTS) {
      for (String second : TEXTS) {
        for (String third : TEXTS) {
          Columns columns = new Columns(10);
          Table table = columns.table("p", null, Columns.keys(List.of(first, second)), Map.of());
          List<Column> named = new ArrayList<>();
          for (String value : List.of(third, first, "a", "a_max")) {
            Column column = columns.of(table, null, value, value, null);
            if (!named.contains(column)) {
              named.add(column);
            }
          }
          ProbeDescription description = table.description(named);
          assertThat(description.values()).hasSameSizeAs(named);
          // Found again once it is known.
          assertThat(new Columns(10).of(table, description, third, third, null).name())
              .isEqualTo(named.getFirst().name());
        }
      }
    }
  }

  @Test
  void whatCapitalLettersAloneTellApartIsTwoProbes() {
    Columns columns = new Columns(10);
    List<String> keys = List.of("shop");
    Table first = columns.table("p_by_Shop", "p by Shop", keys, Map.of());
    Table second = columns.table("p_by_shop", "p by shop", keys, Map.of());
    assertThat(first.probe()).isEqualTo("p_by_shop");
    assertThat(second.probe()).isEqualTo("p_by_shop_2");
    Map<String, ProbeDescription> known =
        Map.of("p_by_shop", first.description(List.of(new Column("v", null, null))));
    assertThat(new Columns(10).table("p_by_shop", "p by shop", keys, known)).isEqualTo(second);
    assertThat(new Columns(10).table("p_by_Shop", "p by Shop", keys, known)).isEqualTo(first);
  }

  @Test
  void probesOfOneNameWithOtherKeysAreTwoEvenBeforeAnybodyKnowsThem() {
    Columns columns = new Columns(10);
    Table first = columns.table("p_by_a_b", null, List.of("a", "b"), Map.of());
    Table second = columns.table("p_by_a_b", null, List.of("a_b"), Map.of());
    assertThat(first.probe()).isEqualTo("p_by_a_b");
    assertThat(second.probe()).isEqualTo("p_by_a_b_2");
    Map<String, ProbeDescription> known =
        Map.of("p_by_a_b", first.description(List.of(new Column("v", null, null))));
    assertThat(columns.table("p_by_a_b", null, List.of("a_b"), known)).isEqualTo(second);
    assertThat(new Columns(10).table("p_by_a_b", null, List.of("a_b"), known)).isEqualTo(second);
  }
}
