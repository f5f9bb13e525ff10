// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCheckTest {
  @TempDir Path data;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(data.resolve("probes"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(data.resolve(name), text);
  }

  private List<String> check() {
    Path file = data.resolve("agent.conf");
    return ConfigCheck.of(
            Files.exists(file) ? file : null,
            Map.of("data", data.toString()),
            InstantSource.system())
        .problems()
        .stream()
        .map(it -> it.replace(data + "/", ""))
        .toList();
  }

  @Test
  void filesThatAreFineAre() throws IOException {
    write("agent.conf", "every = \"1m\"\nsettings = { load = { x = 1 } }\n");
    write("probes/load.lua", "probe { values = { one = {} } }\nreturn { one = 1 }\n");
    assertThat(check()).isEmpty();
  }

  @Test
  void everyFaultOfEveryFileIsToldWithItsPlace() throws IOException {
    write(
        "agent.conf",
        """
        hots = "a"
        commands = {
          smartctl = { "/no/such/smartctl" },
        }
        settings = { laod = { x = 1 } }
        disable = { "laod" }
        limits = {
          millis = 0,
        }
        token_file = "/no/such/token"
        """);
    write("probes/load.lua", "return {\n  one = = 1\n}\n");
    write("probes/odd.lua", "\nprobe { values = { used = { unti = \"kB\" } } }\nreturn {}\n");
    write("enrolment", "server = \"x\"\n");
    assertThat(check())
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("agent.conf:1: hots: ").endsWith("is \"host\""))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("agent.conf:3: commands.smartctl: there is no program"))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("agent.conf:5: settings.laod: ").contains("\"load\""))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("agent.conf:6: disable: ").contains("\"load\""))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("agent.conf:8: limits: millis: "))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("agent.conf:10: token_file: "))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes/load.lua:2: "))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes/odd.lua:2: ").contains("unit"))
        .anySatisfy(it -> assertThat(it).contains("enrolment"))
        .hasSize(9);
  }

  @Test
  void scriptThatIsNotRunWhereItLiesIsTold() throws IOException {
    Files.createDirectories(data.resolve("probes/disk"));
    write("probes/disk/other.lua", "return {}\n");
    assertThat(check()).singleElement().asString().contains("other.lua is not run");
  }

  @Test
  void foldersThatCannotBeReadAreToldEachByItsName() throws IOException {
    for (String name : List.of("probes/lib", "plugins", "textfile")) {
      Files.createSymbolicLink(data.resolve(name), Path.of(name).getFileName());
    }
    write(
        "agent.conf",
        "munin = { folders = \"%s/plugins\" }\nprometheus = { textfile = \"%s/textfile\" }\n"
            .formatted(data, data));
    write("probes/load.lua", "return {\n  one = = 1\n}\n");
    assertThat(check())
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes/lib: Too many levels"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("plugins: Too many levels"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("textfile: Too many levels"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes/load.lua:2: "))
        .hasSize(4);
  }

  @Test
  void folderWithoutAConfigurationIsFine() {
    assertThat(check()).isEmpty();
  }
}
