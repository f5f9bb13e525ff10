// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.lua.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietTest {
  private static Quiet quiet(String... fields) {
    Map<String, Object> table = new TreeMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      table.put(fields[i], fields[i + 1]);
    }
    return Quiet.from(new Settings("alerts.lua", Map.of("quiet", List.of(table))), ZoneOffset.UTC)
        .getFirst();
  }

  /** When it is quiet within a time, minute by minute: the edges. */
  private static List<String> edges(Quiet quiet, String from, int hours, ZoneId zone) {
    List<String> edges = new ArrayList<>();
    boolean before = false;
    Instant start = Instant.parse(from);
    for (int minute = 0; minute < hours * 60; minute++) {
      Instant now = start.plus(Duration.ofMinutes(minute));
      boolean is = quiet.covers("db-1", "full", now);
      if (is != before) {
        edges.add(now.atZone(zone).toLocalTime().toString());
      }
      before = is;
    }
    return edges;
  }

  @Test
  void aWindowOverMidnightBelongsToTheDayItBeginsOn() {
    Quiet quiet = quiet("from", "22:00", "to", "6:00", "days", "fri");
    assertThat(edges(quiet, "2026-11-27T00:00:00Z", 72, ZoneOffset.UTC))
        .containsExactly("22:00", "06:00");
    assertThat(quiet.covers("db-1", "full", Instant.parse("2026-11-28T05:59:59Z"))).isTrue();
  }

  @Test
  void eachEdgeComesOnceWhenTheClocksGoForwardAndBack() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    Quiet quiet = quiet("from", "02:30", "to", "04:00", "zone", "Europe/Paris");
    // At 2:00 it is 3:00: half past two is half past three.
    assertThat(edges(quiet, "2026-03-28T23:00:00Z", 23, paris)).containsExactly("03:30", "04:00");
    // At 3:00 it is 2:00 again: the first half past two counts.
    assertThat(edges(quiet, "2026-10-24T22:00:00Z", 25, paris)).containsExactly("02:30", "04:00");
  }

  @Test
  void daysMayBeARangeOrAList() {
    assertThat(quiet("from", "1:00", "to", "2:00", "days", "mon-fri").days()).hasSize(5);
    assertThat(quiet("from", "1:00", "to", "2:00", "days", "sat, sun").days()).hasSize(2);
    assertThat(quiet("from", "1:00", "to", "2:00", "days", "fri-mon").days()).hasSize(4);
    assertThat(quiet("from", "1:00", "to", "2:00").days()).hasSize(7);
  }

  @Test
  void itIsForTheHostsThatItNames() {
    Map<String, Object> table =
        Map.of("hosts", List.of("db-*"), "from", "00:00", "to", "23:59", "rules", List.of("f*"));
    Quiet quiet =
        Quiet.from(new Settings("x", Map.of("quiet", List.of(table))), ZoneOffset.UTC).getFirst();
    Instant noon = Instant.parse("2026-11-22T12:00:00Z");
    assertThat(quiet.covers("db-1", "full", noon)).isTrue();
    assertThat(quiet.covers("web-1", "full", noon)).isFalse();
    assertThat(quiet.covers("db-1", "silent", noon)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zone | Europe/Pariss | there is no zone \"Europe/Pariss\"; nearest is \"Europe/Paris\"",
        "days | mun | \"mun\" is no day; nearest is \"mon\"",
        "from | 25:00 | \"25:00\" is no time of day",
        "hosts | a$b | \"a$b\" can match no host",
        "form | x | unknown setting; nearest is \"from\"",
      })
  void faultsNameTheirPlace(String field, String value, String complaint) {
    Map<String, Object> table = new TreeMap<>(Map.of("from", "1:00", "to", "2:00"));
    table.put(field, value);
    assertThatThrownBy(
            () ->
                Quiet.from(
                    new Settings("alerts.lua", Map.of("quiet", List.of(table))), ZoneOffset.UTC))
        .hasMessageStartingWith("alerts.lua: quiet[1]: " + field + ": " + complaint);
  }
}
