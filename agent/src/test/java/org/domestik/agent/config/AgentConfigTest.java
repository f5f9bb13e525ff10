// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.LuaLimits;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("domestik.root"), "packaging", "agent.conf");

  private static AgentConfig read(Map<String, Object> values) {
    return AgentConfig.read("agent.conf", values, Map.of());
  }

  @Test
  void sampleShowsTheDefaults() {
    AgentConfig sample = AgentConfig.read("agent.conf", LuaConfig.read(SAMPLE), Map.of());
    AgentConfig standard =
        AgentConfig.read("agent.conf", Map.of(), Map.of("data", "/var/lib/domestik/agent"));
    assertThat(sample).isEqualTo(standard);
    assertThat(sample.limits()).isEqualTo(LuaLimits.DEFAULT);
  }

  @Test
  void unitGivesTheFolderThatTheSampleNames() {
    Path data = AgentConfig.read("agent.conf", LuaConfig.read(SAMPLE), Map.of()).data();
    assertThat(SAMPLE.resolveSibling("dmkcheckd.service"))
        .content()
        .contains("\nStateDirectory=" + Path.of("/var/lib").relativize(data) + "\n");
  }

  @Test
  void everySettingCanBeChanged() {
    AgentConfig config =
        read(
            Map.of(
                "data",
                "/d",
                "server",
                "http://10.0.0.1:99",
                "host",
                "db1",
                "every",
                "1m",
                "read",
                List.of("/run"),
                "commands",
                Map.of("say", List.of("echo", "x")),
                "disable",
                List.of("load"),
                "settings",
                Map.of("p", Map.of("n", 1L)),
                "limits",
                Map.of("millis", 100L),
                "spool_mib",
                1L));
    assertThat(config.host()).isEqualTo("db1");
    assertThat(read(Map.of("variables", List.of("PG*"))).variables()).isEqualTo(List.of("PG*"));
    assertThat(config.every()).isEqualTo(Span.parse("1m"));
    assertThat(config.commands()).isEqualTo(Map.of("say", List.of("echo", "x")));
    assertThat(config.settingsOf("q", "p")).isEqualTo(Map.of("n", 1L));
    assertThat(config.limits().time()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.spoolBytes()).isEqualTo(1 << 20);
  }

  @Test
  void serverMayBeReachedByTlsWithAnAuthorityOfItsOwn() {
    AgentConfig config = read(Map.of("server", "https://10.0.0.1:99", "ca", "/ca.pem"));
    assertThat(config.server().address()).hasToString("https://10.0.0.1:99");
    assertThat(config.server().ca()).isEqualTo(Path.of("/ca.pem"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://agent:s3cret@example.org",
        "http://:s3cret@example.org:8787/x",
        "https://agent:s3cret@",
        "https://agent:s3cret@example.org:99999",
        "https://agent:s3/cret@example.org",
        "https://agent:s3cret@x@example.org",
        "https://agent:%zzs3cret@example.org",
        "agent:s3cret@example.org",
        "htps://agent:s3cret@example.org",
        "https://agent:s3cret@exa mple.org",
        "https://agent:s3\ncret@example.org"
      })
  void passwordInAnAddressIsRefusedAndNeverShown(String address) {
    List<Map<String, Object>> everywhere =
        List.of(
            Map.of("server", address),
            Map.of("prometheus", Map.of("exporters", Map.of("x", address))));
    for (Map<String, Object> values : everywhere) {
      assertThatThrownBy(() -> read(values))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("agent.conf: ")
          .message()
          .doesNotContain("s3", "cret", "agent:s")
          .contains("…@");
    }
    assertThatThrownBy(() -> AgentConfig.read("agent", Map.of(), Map.of("server", address)))
        .message()
        .doesNotContain("cret");
  }

  private static Path secret(Path folder, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void serverMayBeKnownByItsKeyAndTheAgentByAToken(@TempDir Path folder) throws IOException {
    String pin = "Ab_-".repeat(10) + "xyz";
    Path token = secret(folder, "dmk_secret\n");
    Map<String, Object> values =
        Map.of("server", "https://h/below/", "pin", pin, "token_file", token.toString());
    AgentConfig config = read(values);
    assertThat(config.server().pin()).isEqualTo(pin);
    assertThat(config.server().token()).isEqualTo(new Token("dmk_secret", token));
    assertThat(config.toString()).doesNotContain("secret\"").doesNotContain("dmk_");
    Map<String, String> line =
        Map.of("server", "https://i", "pin", pin, "token-file", token.toString());
    assertThat(AgentConfig.read("agent.conf", Map.of(), line).server().pin()).isEqualTo(pin);
    refused(Map.of("server", "https://h", "pin", pin.substring(1)), "pin: \"");
    assertThat(read(Map.of("server", "https://h", "pin", "/x.crt")).server().certificate())
        .isEqualTo(Path.of("/x.crt"));
    refused(Map.of("server", "http://h", "pin", pin), "pin: it is of use only where");
    refused(Map.of("server", "https://h", "pin", pin, "ca", "/x"), "pin: ca says who may sign");
    refused(Map.of("server", "http://h", "token_file", token.toString()), "has to be https://");
    refused(Map.of("server", "https://h?x=1"), "server: \"https://h?x=1\": leave out");
    refused(Map.of("token_file", folder + "/none"), "token_file: " + folder + "/none: does not");
    assertThat(read(Map.of("token_file", token.toString())).server().token()).isNotNull();
    Files.writeString(token, "two words");
    refused(Map.of("token_file", token.toString()), "token_file: no token: ");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
    refused(Map.of("token_file", token.toString()), "say: chmod 600 " + token);
  }

  private static void refused(Map<String, Object> values, String fault) {
    assertThatThrownBy(() -> read(values))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("agent.conf: ")
        .hasMessageContaining(fault)
        .hasMessageNotContaining("dmk_");
  }

  @Test
  void faultNamesFileKeyAndNearest() {
    assertThatThrownBy(() -> read(Map.of("evry", "1m")))
        .isInstanceOf(BadInput.class)
        .hasMessage("agent.conf: evry: unknown setting; nearest is \"every\"");
    assertThatThrownBy(() -> read(Map.of("every", 10L))).hasMessageContaining("every: expected");
    assertThatThrownBy(() -> read(Map.of("host", "a b"))).hasMessageContaining("agent.conf: host");
    for (String wrong : List.of("nowhere", "http://h:99999", "http://h:0", "http://h:port")) {
      assertThatThrownBy(() -> read(Map.of("server", wrong)))
          .hasMessageContaining("agent.conf: server: \"" + wrong + "\" is no address like http:");
    }
    assertThat(read(Map.of("server", "http://h:65535")).server().address().getPort())
        .isEqualTo(65_535);
    Map<String, Object> exporters = Map.of("exporters", Map.of("x", "http://127.0.0.1:99999/m"));
    assertThatThrownBy(() -> read(Map.of("prometheus", exporters)))
        .hasMessageContaining("exporters.x: \"http://127.0.0.1:99999/m\" is no address");
    assertThatThrownBy(() -> read(Map.of("ca", "ca.pem")))
        .hasMessageContaining("ca: it is of use only where server is an https:// address");
    assertThatThrownBy(() -> read(Map.of("limits", Map.of("milis", 1L))))
        .hasMessageContaining("agent.conf: limits: milis");
  }

  @Test
  void pathThatCannotBeOneIsAFaultOfItsKey() {
    String bad = "a\0b";
    for (String key : List.of("data", "bundled", "read", "ca")) {
      assertThatThrownBy(() -> read(Map.of(key, bad)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("agent.conf: " + key + ": no file has such a name");
    }
    assertThatThrownBy(() -> read(Map.of("munin", Map.of("folders", bad))))
        .hasMessageContaining("agent.conf: munin: folders: no file has such a name");
    assertThatThrownBy(() -> read(Map.of("munin", Map.of("library", bad))))
        .hasMessageContaining("agent.conf: munin: library: no file has such a name");
    assertThatThrownBy(() -> read(Map.of("prometheus", Map.of("textfile", bad))))
        .hasMessageContaining("agent.conf: prometheus: textfile: no file has such a name");
  }

  @Test
  void whatCouldNeverBeOfUseIsRefused() {
    assertThatThrownBy(() -> read(Map.of("read", List.of("/run", "relative"))))
        .hasMessage(
            "agent.conf: read: \"relative\" can match nothing: give the whole path, from /");
    assertThatThrownBy(() -> read(Map.of("commands", Map.of("x", List.of()))))
        .hasMessage("agent.conf: commands: x names no command");
  }

  @Test
  void commandLineWinsOverTheFile() {
    AgentConfig config =
        AgentConfig.read("f", Map.of("server", "http://a:1"), Map.of("server", "http://b:2"));
    assertThat(config.server().address()).hasToString("http://b:2");
  }

  @Test
  void bundledInTheFileWinsBecauseTheLaunchersAlwaysGiveOne() {
    Map<String, String> launcher = Map.of("bundled", "/opt/probes");
    assertThat(AgentConfig.read("f", Map.of("bundled", "/own"), launcher).bundled())
        .isEqualTo(Path.of("/own"));
    assertThat(AgentConfig.read("f", Map.of(), launcher).bundled())
        .isEqualTo(Path.of("/opt/probes"));
  }
}
