// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.json.JsonText;
import org.domestik.agent.machine.PathText;
import org.domestik.model.ByteText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real agent in locales that know no letter beyond ASCII, among files that are not called so. */
@Tag("slow")
class OddNamesTest {
  private static final List<String> NAMES =
      List.of("été", "caf\udce9", "a\udcff", "a\udcfe", "two\nlines", "100%");

  @TempDir Path folder;
  private Receiver server;
  private Process agent;

  @BeforeEach
  void listen() throws IOException {
    server = new Receiver();
  }

  @AfterEach
  void stop() throws InterruptedException {
    agent.destroyForcibly().waitFor();
    server.close();
  }

  private Path odd(String name) {
    return PathText.of(PathText.text(folder) + "/" + name);
  }

  /** A script of a shell is the one way to start a program with any words in any locale. */
  private void start(String locale, Path config) throws IOException {
    String command =
        "exec env -u LC_ALL -u LANG -u LC_CTYPE %s '%s' -Xmx32m -XX:TieredStopAtLevel=1"
                .formatted(locale, ProcessHandle.current().info().command().orElseThrow())
            + " --enable-native-access=ALL-UNNAMED -cp '%s' %s agent --config '%s' --server %s\n"
                .formatted(
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    PathText.text(config),
                    server.address());
    Path script = Files.write(folder.resolve("start.sh"), ByteText.bytes(command));
    agent =
        new ProcessBuilder("/bin/sh", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  private Path writeConfig() throws IOException {
    String text =
        """
        host = "testhost"
        every = "1s"
        data = "%s/données"
        read = { "%s/vus" }
        commands = { say = { "echo", "ü" } }
        munin = { folders = { "%s/plug\\xe9" }, every = "1s", env = { ["*"] = { word = "\\xff" } } }
        """
            .replace("%s", folder.toString());
    return Files.writeString(odd("conf\udce9.lua"), text);
  }

  private void writeFiles() throws IOException {
    Files.createDirectory(odd("vus"));
    for (int i = 0; i < NAMES.size(); i++) {
      Files.writeString(odd("vus/" + NAMES.get(i)), "1".repeat(i + 1));
    }
    Files.createDirectories(odd("données/probes"));
    Files.writeString(
        odd("données/probes/odd.lua"),
        """
        local lfs, posix = require "lfs", require "posix"
        local folder, found = "%s/vus", {}
        for name in lfs.dir(folder) do
          if name ~= "." and name ~= ".." then
            local path = folder .. "/" .. name
            local file = io.open(path)
            found[name] = {
              read = #file:read("a"), size = lfs.attributes(path, "size"), blocks = posix.statvfs(path).f_blocks > 0 and 1,
            }
            file:close()
          end
        end
        found[io.popen("say"):read("l")] = { read = 0, size = 0, blocks = 0 }
        found.none = { read = 0/0, size = 1/0 }
        found[("x"):rep(1001)] = { read = 1 }
        return found
        """
            .formatted(folder));
    Files.createDirectory(
        odd("plug\udce9"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path plugin = odd("plug\udce9/if_\udce9");
    Files.writeString(
        plugin,
        """
        #!/bin/sh
        [ "$1" != config ] || { echo 'graph_title t'; echo 'n.label n'; exit; }
        echo "n.value $(printf '%s' "${0##*/}$word" | od -An -tx1 | tr -d ' ' | grep -c 69665fe9ff)"
        """);
    Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "LANG=", "LC_ALL=C.UTF-8"})
  void namesAreBytesInAnyLocale(String locale) throws Exception {
    writeFiles();
    start(locale, writeConfig());
    String document = server.await("\"probe\":\"odd\"", "été");
    Map<String, Double> sizes = new TreeMap<>();
    for (Object sample : (List<?>) ((Map<?, ?>) JsonText.read(document)).get("samples")) {
      if (((Map<?, ?>) sample).get("probe").equals("odd")) {
        ((Map<?, ?>) ((Map<?, ?>) sample).get("data"))
            .forEach(
                (name, row) -> {
                  Map<?, ?> values = (Map<?, ?>) row;
                  assertThat(values.get("read")).isEqualTo(values.get("size"));
                  assertThat(values.get("blocks")).isEqualTo(name.equals("ü") ? 0.0 : 1.0);
                  sizes.put(name.toString(), (Double) values.get("read"));
                });
      }
    }
    assertThat(sizes)
        .isEqualTo(
            Map.of(
                "été",
                1.0,
                "caf\\xe9",
                2.0,
                "a\\xff",
                3.0,
                "a\\xfe",
                4.0,
                "two\\nlines",
                5.0,
                "100%",
                6.0,
                "ü",
                0.0));
    server.await(
        "odd.lua: left out, all else is stored", "has 1001 characters", "\"outcome\":\"ok\"");
    server.await("\"probe\":\"munin_if__\"", "\"data\":{\"n\":1}");
    server.await("\"script\":\"munin/if_\\\\xe9\"", "\"outcome\":\"ok\"");
  }
}
