// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.storage.Distribution;
import org.domestik.storage.Login;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreConfigTest {
  private static final Path DATA = Path.of("/data");

  @TempDir Path folder;

  private String password(@Nullable String environment) {
    StoreConfig config =
        StoreConfig.from(
            new Settings(
                "f", Map.of("store", "jdbc:postgresql://db/d", "password_file", "secret")));
    return String.valueOf(
        config.or(null, environment).storage(folder, PolicyConfig.DEFAULT).password());
  }

  @Test
  void passwordComesFromAFileOfItsOwnersAloneOrTheEnvironment() throws Exception {
    assertThatThrownBy(() -> password(null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("password_file: " + folder.resolve("secret"))
        .hasMessageContaining("there is no such file");
    Path secret = Files.writeString(folder.resolve("secret"), "geheim\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> password(null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assertThat(password(null)).isEqualTo("geheim");
    assertThat(password("other")).isEqualTo("other");
    Settings both = new Settings("f", Map.of("password", "p", "password_file", "secret"));
    assertThatThrownBy(() -> StoreConfig.from(both))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("leave one of them out");
  }

  @Test
  void passwordIsInNoMessage() {
    String url = "jdbc:postgresql://db/d?user=u&password=geheim&ssl=true";
    assertThat(StorageConfig.of(url).toString()).contains("user=u").doesNotContain("geheim");
    StorageConfig unknown = StorageConfig.of("jdbc:mysql://db/d?password=geheim");
    assertThatThrownBy(() -> SqlStorage.open(unknown, InstantSource.system()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("jdbc:mysql://db/d")
        .message()
        .doesNotContain("geheim");
  }

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
                "ahead", "1m",
                "distribute", true,
                "shards", 8L));
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
                new Login("r", "q"),
                new Distribution(true, 8)));
    settings.finish();
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", Map.of("reader_password", "q"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no reader");
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", Map.of("zone", "Mars"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("f: zone: \"Mars\"");
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", Map.of("distribute", "yes"))))
        .isInstanceOf(BadInput.class)
        .hasMessage("f: distribute: expected true or false, found yes");
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", Map.of("shards", 0L))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("f: shards: expected a whole number from 1 to 1024, found 0");
    Map<String, Object> both = Map.of("distribute", false, "shards", 8L);
    assertThatThrownBy(() -> StoreConfig.from(new Settings("f", both)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("f: shards: there are none where distribute is false");
  }
}
