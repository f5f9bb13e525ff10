// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.config.SourcesConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static SourcesConfig config(String text) {
    Settings settings = new Settings("server.conf", LuaConfig.read("server.conf", text));
    SourcesConfig config = SourcesConfig.from(settings);
    settings.finish();
    return config;
  }

  private static Sender sender(@Nullable String database, String agent) {
    return new Sender("influx", "192.0.2.7", "", database, agent);
  }

  private final Sources bundled = new Sources(SourcesConfig.DEFAULT);

  private Source of(Sender sender, String measurement, String... tags) {
    return bundled.of(sender).of(measurement, List.of(tags));
  }

  @Test
  void whoSaysNothingKnownIsCalledLikeTheProtocol() {
    Source source = of(sender("mine", "curl/8"), "disk", "device", "host");
    assertThat(source.name()).isEqualTo("influx");
    assertThat(source.probe("disk")).isEqualTo("disk");
    assertThat(source.probe("swap")).isEqualTo("influx_swap");
    assertThat(source.hostTag(List.of("device", "host"))).isEqualTo("host");
    assertThat(source.hostTag(List.of("device"))).isNull();
    assertThat(source.host()).isNull();
  }

  @Test
  void telegrafKeepsItsNamesAndGetsUnits() {
    Source source = of(sender("telegraf", "Telegraf/1.30.0 Go/1.22"), "mem", "host");
    assertThat(source.name()).isEqualTo("telegraf");
    assertThat(source.probe("mem")).isEqualTo("mem");
    assertThat(source.unit("mem", "used")).isEqualTo("B");
    assertThat(source.unit("mem", "used_percent")).isEqualTo("%");
    assertThat(source.unit("mem", "huge_pages_free")).isNull();
    assertThat(source.unit("other", "used")).isNull();
  }

  @Test
  void ofProxmoxTheNodeIsTheHostAndWhatRunsThereAKey() {
    List<String> tags = List.of("host", "nodename", "object", "vmid");
    Source source = bundled.of(sender("proxmox", "libwww-perl/6.68")).of("system", tags);
    assertThat(source.probe("system")).isEqualTo("pve_system");
    assertThat(source.hostTag(tags)).isEqualTo("nodename");
    assertThat(source.keys(List.of("host", "object", "type", "vmid")))
        .containsExactly("object", "vmid", "host", "type");
    assertThat(source.hostTag(List.of("host", "object"))).isEqualTo("host");
  }

  @Test
  void homeAssistantIsKnownByItsTags() {
    Source source = of(sender("anything", ""), "°C", "domain", "entity_id");
    assertThat(source.probe("°C")).isEqualTo("ha_deg_c");
    assertThat(source.host()).isEqualTo("home-assistant");
    assertThat(source.unit("°C", "value")).isEqualTo("°C");
    assertThat(
            of(sender(null, ""), "light.hall", "domain", "entity_id").unit("light.hall", "value"))
        .isNull();
  }

  @Test
  void glancesAndTasmotaNameTheirHostsOtherwise() {
    assertThat(of(sender("glances", ""), "cpu", "hostname").hostTag(List.of("hostname")))
        .isEqualTo("hostname");
    Source tasmota = of(sender("db", "Tasmota/13.4.0 (ESP8266EX)"), "power", "device", "sensor");
    assertThat(tasmota.hostTag(List.of("device", "sensor"))).isEqualTo("device");
    assertThat(tasmota.unit("power1", "value")).isEqualTo("W");
  }

  @Test
  void theOperatorsRulesComeFirst() {
    Sources sources =
        new Sources(
            config(
                """
                sources = {
                  { db = "proxmox", prefix = "lab_", host = "nodename", without = "type" },
                  { db = "ha*", measurement = "%", host = "house" },
                }
                """));
    Source source = sources.of(sender("proxmox", "")).of("system", List.of("object"));
    assertThat(source.probe("system")).isEqualTo("lab_system");
    assertThat(source.keys(List.of("object", "type"))).containsExactly("object");
    assertThat(sources.of(sender("ha", "")).of("%", List.of()).host()).isEqualTo("house");
    assertThat(sources.of(sender("ha", "")).of("W", List.of()).host()).isNull();
  }

  @Test
  void sameSendersHaveTheSameCandidates() {
    assertThat(bundled.of(sender("a", "curl"))).isSameAs(bundled.of(sender("b", "wget")));
    assertThat(bundled.of(sender("a", "curl"))).isNotSameAs(bundled.of(sender("a", "Tasmota/1")));
  }

  @Test
  void faultsNameTheTableAndTheKey() {
    assertThatThrownBy(() -> config("sources = { { dbs = \"x\" } }"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("server.conf: sources[1]: dbs: unknown setting; nearest is \"db\"");
    assertThatThrownBy(() -> config("sources = { { db = \"x\", prefix = \"X-\" } }"))
        .hasMessageContaining("sources[1]: prefix: \"X-\" is not");
    assertThatThrownBy(() -> config("sources = { { units = { a = 1 } } }"))
        .hasMessageContaining("units.a: expected a text in quotes");
  }
}
