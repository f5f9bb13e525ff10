// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.script.ProbeFolders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent with a folder of Munin's plugins. */
@Tag("slow")
class MuninAgentTest {
  /** From Debian's package munin-plugins-core; the links' names say what to watch. */
  private static final Path DEBIAN = Path.of("/usr/share/munin/plugins");

  @TempDir Path data;
  private Path plugins;
  private Receiver server;
  private RunningAgent running;

  @BeforeEach
  void listen() throws IOException {
    server = new Receiver();
    plugins = Files.createDirectory(data.resolve("plugins"));
  }

  @AfterEach
  void stop() throws Exception {
    running.stop();
    server.close();
    for (Path link : ProbeFolders.list(plugins)) {
      Files.delete(link);
    }
  }

  private void start(Map<String, Object> more) throws IOException {
    Map<String, Object> munin =
        new HashMap<>(Map.of("folders", plugins.toString(), "every", "1s", "millis", 500L));
    munin.putAll(more);
    running = new RunningAgent(data, server.address(), Map.of("munin", munin));
  }

  private Path plugin(String name, String script) throws IOException {
    Path file = Files.writeString(plugins.resolve(name), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void pluginIsAProbeWithItsOwnWordsFromTheMomentItIsThere() throws Exception {
    start(Map.of());
    Files.createSymbolicLink(
        plugins.resolve("room_kitchen"),
        plugin(
            "room_",
            "echo graph_title Warmth of ${0##*_}; echo t.label warm; echo t.critical 30; echo t.value 21.5"));
    String sent = server.await("\"probe\":\"munin_room_kitchen\"", "\"data\":{\"t\":21.5}");
    assertThat(sent)
        .contains(
            "\"title\":\"Warmth of kitchen\"",
            "\"alert\":{\"t\":{\"critical\":{\"max\":30}}}",
            "\"every\":\"1 second\"");
    server.await("\"script\":\"munin/room_kitchen\",\"outcome\":\"ok\"");
    server.await("\"probe\":\"probe_cost\"", "{\"munin/room_kitchen\":{\"micros\":");
  }

  @Test
  void valuesOfAnotherHostAreDeliveredAsThatHosts() throws Exception {
    plugin("snmp_r1_load", "echo host_name router1; echo a.label a; echo a.value 1");
    plugin("snmp_r2_load", "echo host_name router2; echo a.label a; echo a.value 2");
    plugin("own", "echo a.label a; echo a.value 3");
    start(Map.of("hosts", "router1"));
    String sent = server.await("\"probe\":\"munin_snmp_r1_load\"", "\"data\":{\"a\":1}");
    assertThat(sent)
        .contains("\"host\":\"router1\"", "\"descriptions\":{\"munin_snmp_r1_load\"")
        .doesNotContain("munin_own");
    assertThat(server.await("\"probe\":\"munin_own\"")).doesNotContain("\"host\":\"router1\"");
    server.await("\"script\":\"munin/snmp_r1_load\",\"outcome\":\"ok\"");
    server.await(
        "\"script\":\"munin/snmp_r2_load\",\"outcome\":\"failed\"",
        "host_name router2: is none of those that munin.hosts allows");
  }

  private static boolean waits(Path spool) {
    try (var files = Files.list(spool)) {
      return files.anyMatch(it -> it.toString().matches(".*\\.(batch|sent)"));
    } catch (IOException e) {
      return false; // Not yet there.
    }
  }

  @Test
  void valuesOfAnotherHostWaitForTheServerAcrossARestart() throws Exception {
    server.status = 503;
    Path plugin = plugin("far", "echo host_name router1; echo a.label a; echo a.value 41.5");
    start(Map.of());
    Path spool = data.resolve("hosts/router1");
    Receiver.until(() -> waits(spool));
    running.stop();
    Files.delete(plugin);
    server.status = 200;
    start(Map.of());
    assertThat(server.await("\"data\":{\"a\":41.5}")).contains("\"host\":\"router1\"");
  }

  @Test
  void pluginsThatHangOrFailHarmNoOther() throws Exception {
    for (int i = 0; i < 5; i++) {
      plugin("hangs" + i, "sleep 100");
    }
    plugin("fails", "echo broken >&2; exit 1");
    plugin("floods", "yes");
    plugin("good", "echo a.label a; echo a.value 1");
    start(Map.of());
    server.await("\"probe\":\"munin_good\"", "\"data\":{\"a\":1}");
    server.await("\"script\":\"munin/hangs4\",\"outcome\":\"failed\"", "took longer than 500 ms");
    server.await(
        "\"script\":\"munin/fails\",\"outcome\":\"failed\"", "config: exited with 1: broken");
    server.await(
        "\"script\":\"munin/floods\",\"outcome\":\"failed\"", "printed more than 262144 bytes");
    server.await("\"script\":\"munin/fails\",\"outcome\":\"quarantined\"");
  }

  @Test
  void pluginsOfDebianGraph() throws Exception {
    assumeTrue(Files.exists(DEBIAN.resolve("plugin.sh")), "munin-plugins-core is not installed");
    for (String name :
        List.of("cpu", "memory", "load", "processes", "uptime", "vmstat", "diskstats", "df")) {
      Files.createSymbolicLink(plugins.resolve(name), DEBIAN.resolve(name));
    }
    start(Map.of("millis", 10_000L));
    server.await(
        "\"probe\":\"munin_cpu\"",
        "\"data\":{\"system\":",
        "\"title\":\"CPU usage\"",
        "\"style\":\"stacked\"");
    server.await("\"probe\":\"munin_memory\"", "\"apps\":", "\"base\":1024");
    server.await("\"probe\":\"munin_load\"", "\"title\":\"Load average\"");
    server.await("\"probe\":\"munin_processes\"");
    server.await("\"probe\":\"munin_df\"", "\"alert\":{");
    server.await("\"probe\":\"munin_diskstats_iops\"");
    server.await("\"probe\":\"munin_uptime\"");
    server.await("\"probe\":\"munin_vmstat\"");
  }
}
