// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ConfigFile;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the author's tools say of files that are missing or broken: always which. */
class ToolFaultsTest {
  private static final byte[] BINARY = {(byte) 0xff, (byte) 0xfe, 0, 1};

  @TempDir Path folder;
  private Path probe;
  private Path one;

  @BeforeEach
  void write() throws IOException {
    probe = folder.resolve("trial");
    one = Files.createDirectories(probe.resolve("cases/one"));
    Files.writeString(
        probe.resolve("trial.lua"), "probe { title = 'T', every = '1m' } return { v = 1 }");
    Files.writeString(probe.resolve("README.md"), "# trial\n");
    Files.writeString(one.resolve("expected.json"), "{\"v\":1}");
  }

  private String tool(String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AgentConfig config = AgentConfig.read("test", Map.of(), Map.of("data", folder.toString()));
    new ProbeTool(config, InstantSource.system(), new PrintStream(out, true, UTF_8))
        .run(List.of(words));
    return out.toString(UTF_8);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFails(String... words) {
    return assertThatThrownBy(() -> tool(words)).isInstanceOf(BadInput.class);
  }

  @Test
  void fileThatIsNoTextIsNamed() throws IOException {
    Path script = Files.write(folder.resolve("bin.lua"), BINARY);
    Path recorded = folder.resolve("recorded");
    for (String tool : List.of("run", "explain")) {
      assertFails(tool, script.toString())
          .hasMessage("bin.lua:1: unexpected symbol near '<\\255>'");
    }
    Files.write(script, new byte[(1 << 20) + 1]);
    assertFails("record", script.toString(), recorded.toString())
        .hasMessage(script + ": has 1048577 bytes; at most 1048576 are read");
    assertThat(recorded).doesNotExist();
    Files.write(probe.resolve("README.md"), BINARY);
    Files.write(one.resolve("expected.json"), BINARY);
    assertThat(tool("check", probe.toString()))
        .contains("wrong: " + probe.resolve("README.md") + ": is not UTF-8 text\n")
        .contains("one: " + one.resolve("expected.json") + ": is not UTF-8 text\n");
    Files.write(probe.resolve("trial.lua"), BINARY);
    assertThat(tool("check", probe.toString()))
        .contains(
            "wrong: " + probe.resolve("trial.lua") + ":1: unexpected symbol near '<\\255>'\n");
  }

  /** Lua reads bytes: an editor of another encoding than ours makes no script wrong. */
  @Test
  void bytesThatAreNotUtf8MayStandInCommentsAndStrings() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.write(folder.resolve("lib/words.lua"), latin1("-- d\u00e9j\u00e0\nreturn { '\u00e9' }"));
    String text =
        """
        -- caf\u00e9
        probe { title = "Temp\u00e9rature", key = { "place" }, every = "1m" }
        local word = require("words")[1]
        return { ["caf" .. word] = { bytes = #"\u00e9\u00e8", same = word == "\\233" and 1 or 0 } }
        """;
    Path script = Files.write(folder.resolve("bytes.lua"), latin1(text));
    assertThat(tool("run", script.toString()))
        .contains("  caf\\xe9\n")
        .containsPattern("bytes +2 ")
        .containsPattern("same +1 ");
    assertThat(tool("explain", script.toString())).contains("[\"title\"] = \"Temp\\\\xe9rature\"");
    String recorded = folder.resolve("recorded").toString();
    tool("record", script.toString(), recorded);
    assertThat(Path.of(recorded, "lib/words.lua"))
        .hasSameBinaryContentAs(folder.resolve("lib/words.lua"));
    assertThat(tool("replay", recorded)).isEqualTo("{\"caf\\\\xe9\":{\"bytes\":2,\"same\":1}}\n");
    Path config =
        Files.write(folder.resolve("agent.conf"), latin1("-- \u00e9\nread = { '/caf\u00e9' }"));
    assertThat(ConfigFile.read(config)).isEqualTo(Map.of("read", List.of("/caf\udce9")));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void brokenExpectationIsNamed() throws IOException {
    Path expected = Files.writeString(one.resolve("expected.json"), "{ v = 1 }");
    assertThat(tool("check", probe.toString()))
        .contains("wrong: case one: " + expected + ": expected '\"' at character 3\n");
    assertFails("replay", one.toString()).hasMessage(expected + ": expected '\"' at character 3");
  }

  @Test
  void whatDoesNotExistIsSaidToBeMissing() {
    assertFails("run", "nothere.lua").hasMessage("nothere.lua: does not exist");
    assertFails("munin", "nothere").hasMessage("nothere: does not exist");
    Path readme = probe.resolve("README.md");
    assertFails("run", readme.toString()).hasMessage(readme + " is no Lua file");
    assertFails("munin", readme.toString()).hasMessage(readme + ": is no folder");
  }

  @Test
  @Tag("slow")
  void endlessConfigurationIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("agent.conf"), "while true do end");
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file.toString());
    Files.write(file, BINARY);
    assertThatThrownBy(() -> ConfigFile.read(file))
        .hasMessage(file + ":1: unexpected symbol near '<\\255>'");
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("gone")))
        .hasMessage(folder.resolve("gone") + ": does not exist");
  }

  @Test
  void timeOfACaseThatIsNoTimeIsAFault() throws IOException {
    Path host = Files.writeString(one.resolve("host.lua"), "now = 'x'");
    assertFails("replay", one.toString())
        .hasMessage(host + ": now: expected seconds, or a list of them, found x");
    Files.writeString(host, "steady = { 1, 'x' }");
    assertFails("replay", one.toString()).hasMessageContaining(host + ": steady: expected seconds");
  }

  @Test
  void linkOutOfACaseIsNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "424242424242");
    Path etc = Files.createDirectories(one.resolve("root/etc"));
    Files.writeString(etc.resolve("own"), "1");
    Files.createSymbolicLink(etc.resolve("inside"), Path.of("own"));
    Files.writeString(
        probe.resolve("trial.lua"), "return { v = io.open('/etc/inside'):read('n') }");
    assertThat(tool("replay", one.toString())).isEqualTo("{\"v\":1}\n");
    Files.createSymbolicLink(etc.resolve("x"), secret);
    Files.createSymbolicLink(etc.resolve("up"), folder);
    for (String path : List.of("/etc/x", "/etc/up/secret")) {
      Files.writeString(
          probe.resolve("trial.lua"), "return { v = io.open('" + path + "'):read('n') }");
      assertThat(tool("replay", one.toString()))
          .contains(path + " is a link that leads out of the case's folder")
          .doesNotContain("424242424242");
    }
  }
}
