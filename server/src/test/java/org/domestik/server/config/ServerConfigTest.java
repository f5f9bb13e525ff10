// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.server.config.ServerConfig.Overrides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("server.conf"), text);
  }

  private static ServerConfig read(Path config, Path data) {
    return ServerConfig.read(new Overrides(config, data, null, null, null));
  }

  @Test
  void missingFileIsSaidInWords() {
    Path missing = folder.resolve("nope");
    assertThatThrownBy(
            () -> ServerConfig.read(new ServerConfig.Overrides(missing, null, null, null, null)))
        .isInstanceOf(BadInput.class)
        .hasMessage(missing + ": there is no such file");
  }

  @Test
  void nothingSaidGivesTheDefaults() {
    assertThat(read(null, folder))
        .isEqualTo(
            new ServerConfig(
                folder,
                folder.resolve("probes.d"),
                folder.resolve("alerts.lua"),
                ListenConfig.DEFAULT,
                StoreConfig.DEFAULT,
                PolicyConfig.DEFAULT,
                LifeCycleConfig.DEFAULT,
                TrustConfig.DEFAULT,
                LogConfig.DEFAULT,
                LimitsConfig.DEFAULT,
                SourcesConfig.DEFAULT,
                WaysConfig.DEFAULT));
  }

  @Test
  void fileOfTheDataFolderIsReadAndTheCommandLineWins() throws Exception {
    write("port = 9000\nlisten = \"::1\"\nprobes_d = \"mine\"\n");
    ServerConfig config =
        ServerConfig.read(new Overrides(null, folder, null, 9001, "duckdb:/x.duckdb"));
    assertThat(config.listen()).isEqualTo(new ListenConfig("::1", 9001));
    assertThat(config.probes()).isEqualTo(folder.resolve("mine"));
    assertThat(config.store().store()).isEqualTo("duckdb:/x.duckdb");
  }

  @Test
  void configurationSaysWhereTheDataIs() throws Exception {
    Path file = write("data = \"var\"\n");
    assertThat(read(file, null).data()).isEqualTo(folder.resolve("var"));
    assertThatThrownBy(() -> read(write(""), null)).hasMessageContaining("data: missing");
    assertThatThrownBy(() -> read(null, null)).isInstanceOf(BadInput.class);
  }

  @Test
  void unknownKeyNamesFileAndNearestKey() throws Exception {
    write("prot = 8787\n");
    assertThatThrownBy(() -> read(null, folder))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder.resolve("server.conf") + ": prot: unknown setting; nearest is \"port\"");
  }

  @Test
  void sampleShowsEveryKeyWithItsDefault() throws Exception {
    Path sample = Path.of(System.getProperty("domestik.root"), "packaging/server.conf");
    List<String> lines = Files.readAllLines(sample);
    ServerConfig asShipped = read(sample, folder);
    assertThat(asShipped).isEqualTo(read(null, folder));
    // Each key stands behind "-- " with its default, so that taking the dashes away changes
    // nothing.
    String uncommented =
        String.join(
            "\n", lines.stream().map(line -> line.replaceFirst("^-- (?=\\w+ = )", "")).toList());
    ServerConfig spelledOut = read(write(uncommented), folder);
    assertThat(spelledOut.listen()).isEqualTo(ListenConfig.DEFAULT);
    assertThat(spelledOut.lifeCycle()).isEqualTo(LifeCycleConfig.DEFAULT);
    assertThat(spelledOut.policies()).isEqualTo(PolicyConfig.DEFAULT);
    for (String key :
        List.of(
            "data",
            "probes_d",
            "listen",
            "port",
            "store",
            "user",
            "password",
            "password_file",
            "grant",
            "zone",
            "ahead",
            "policies",
            "lifecycle_every")) {
      assertThat(lines).anyMatch(line -> line.matches("(-- )?" + key + " = .*"));
    }
  }
}
