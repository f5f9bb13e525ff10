// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.storage.Login;
import org.domestik.storage.StorageConfig;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
  private static final Path DATA = Path.of("/data");

  @Test
  void nothingSaidGivesTheDefaults() {
    StoreConfig config = StoreConfig.from(new Settings("f", Map.of()));
    assertThat(config).isEqualTo(StoreConfig.DEFAULT);
    assertThat(config.storage(DATA, PolicyConfig.DEFAULT))
        .isEqualTo(StorageConfig.of("duckdb:/data/samples.duckdb"));
  }

  @Test
  void everyKeyIsRead() {
    Settings settings =
        new Settings(
            "f",
            Map.of(
                "store", "jdbc:postgresql://db/domestik",
                "user", "u",
                "password", "p",
                "reader", "r",
                "reader_password", "q",
                "grant", List.of("www"),
                "zone", "Europe/Paris",
                "ahead", "1m"));
    assertThat(StoreConfig.from(settings).storage(DATA, PolicyConfig.DEFAULT))
        .isEqualTo(
            new StorageConfig(
                "jdbc:postgresql://db/domestik",
                "u",
                "p",
                List.of("www"),
                ZoneId.of("Europe/Paris"),
                Duration.ofMinutes(1),
                List.of(),
                new Login("r", "q")));
    settings.finish();
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", Map.of("reader_password", "q"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no reader");
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", Map.of("zone", "Mars"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("f: zone: \"Mars\"");
  }
}
