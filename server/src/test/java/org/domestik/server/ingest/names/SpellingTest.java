// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.domestik.model.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  @ParameterizedTest
  @CsvSource({
    "CPU-Total, cpu_total",
    "5min, _5min",
    "% Idle Time, __idle_time",
    "%, percent",
    "°C, deg_c",
    "°F, deg_f",
    "°, deg",
    "m³/h, m3_h",
    "µg/m³, ug_m3",
    "μg/m³, ug_m3",
    "kΩ, k_ohm",
    "€/kWh, eur_kwh",
    "Größe, grosse",
    "Café, cafe",
    "日本, u65e5_u672c",
    "温度 1, u6e29_u5ea6_1",
    "--, u002d_u002d",
    "_, u005f",
    "#, number",
    "😀, u1f600"
  })
  void namesAreSpelledReadably(String name, String plain) {
    assertThat(Spelling.plain(name)).isEqualTo(plain);
  }

  @Test
  void whateverTheNameItCanBeAColumn() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(1, 60); length > 0; length--) {
        name.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x100 : 0x2ffff));
      }
      String plain = Spelling.plain(name.toString());
      String fitting = Spelling.fitting(plain, name.toString(), "_field");
      assertThat(Names.column("value", fitting)).as(name.toString()).endsWith("_field");
    }
  }

  @Test
  void ofALongNameTheStartStaysAndANumberTellsItApart() {
    String start = "a".repeat(60);
    assertThat(Spelling.fitting(start + "b", start + "b", ""))
        .hasSize(40)
        .startsWith("aaaaaaaa")
        .isNotEqualTo(Spelling.fitting(start + "c", start + "c", ""));
  }

  @Test
  void bundledProbesKeepTheirNamesAndArchivesTheirs() {
    assertThat(ProbeNames.of("", "influx_", "disk")).isEqualTo("disk");
    assertThat(ProbeNames.of("", "influx_", "Swap")).isEqualTo("influx_swap");
    assertThat(ProbeNames.of("pve_", "pve_", "memory")).isEqualTo("pve_memory");
    assertThat(ProbeNames.of("", "influx_", "wal_archive")).isEqualTo("wal_archive_probe");
    assertThat(ProbeNames.next("disk", 2)).isEqualTo("disk_2");
  }

  @ParameterizedTest
  @CsvSource({"web-1.example, web-1.example", "fe80::1, fe80::1", "host@site, host@site"})
  void hostsThatCanBeHostsStayAsTheyAre(String name, String host) {
    assertThat(ProbeNames.host(name)).isEqualTo(host);
  }

  @Test
  void otherHostsAreSpelledAndNoTwoBecomeOne() {
    assertThat(ProbeNames.host("my server"))
        .startsWith("my_server_")
        .isNotEqualTo(ProbeNames.host("my/server"));
    assertThat(Names.host(ProbeNames.host("-x"))).startsWith("_-x");
    assertThat(Names.host(ProbeNames.host("ü".repeat(300)))).hasSizeLessThan(254);
  }
}
