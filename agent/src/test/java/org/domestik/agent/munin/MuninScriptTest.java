// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.Reading;
import org.domestik.model.Graph;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.ValueDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs that print what Munin's plugins printed. */
class MuninScriptTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;
  private long ticks;

  private MuninPlugin plugin(String name, Map<String, Object> settings, String... lines)
      throws IOException {
    Path file = folder.resolve("plugins").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    AgentConfig config =
        AgentConfig.read(
            "agent.conf",
            Map.of("host", "testhost", "munin", settings),
            Map.of("data", folder.resolve("data").toString()));
    Files.createDirectories(folder.resolve("data/munin"));
    return new MuninFolders(config).plugin(file);
  }

  private MuninScript script(String... lines) throws IOException {
    return new MuninScript(plugin("test", Map.of(), lines), () -> ticks);
  }

  /** A plugin that answers a config, and one more of these values at each call. */
  private MuninScript script(String config, List<String> values) throws IOException {
    Files.writeString(folder.resolve("config"), config);
    for (int i = 0; i < values.size(); i++) {
      Files.writeString(folder.resolve("values" + (i + 1)), values.get(i));
    }
    return script(
        "cd " + folder,
        "if [ \"$1\" = config ]; then cat config; exit; fi",
        "echo x >> calls",
        "cat values$(wc -l < calls)");
  }

  private List<Reading> readings(MuninScript script, long seconds) {
    ticks = seconds * 1_000_000_000;
    return script.readings(START.plusSeconds(seconds));
  }

  private static Row row(List<Reading> readings) {
    assertThat(readings).hasSize(1);
    Sample sample = readings.getFirst().sample();
    assertThat(sample).isNotNull();
    return sample.rows().getFirst();
  }

  @Test
  void trafficOfAnInterfaceIsBitsBySecond() throws Exception {
    String config =
        """
        graph_order down up
        graph_title eth0 traffic
        graph_args --base 1000
        graph_vlabel bits in (-) / out (+) per ${graph_period}
        graph_category network
        graph_info This graph shows the traffic of the eth0 network interface.
        down.label received
        down.type DERIVE
        down.graph no
        down.cdef down,8,*
        down.min 0
        up.label bps
        up.type DERIVE
        up.negative down
        up.cdef up,8,*
        up.min 0
        up.max 1000000000
        """;
    MuninScript script =
        script(
            config,
            List.of(
                "up.value 1000\ndown.value 5000\n",
                "up.value 3000\ndown.value 5500\n",
                "up.value U\ndown.value 0\n"));
    assertThat(script.readings(START).getFirst().sample()).isNull();
    Reading second = readings(script, 10).getFirst();
    assertThat(row(List.of(second)))
        .isEqualTo(Row.of(List.of(), new java.util.TreeMap<>(Map.of("down", 400.0, "up", 1600.0))));
    assertThat(readings(script, 20).getFirst().sample()).isNull();
    ProbeDescription said = second.description();
    assertThat(said).isNotNull();
    assertThat(said.probe()).isEqualTo("munin_test");
    assertThat(said.title()).isEqualTo("eth0 traffic");
    assertThat(said.values())
        .containsExactly(
            new ValueDescription(
                "down",
                ValueDescription.Type.REAL,
                "bits in (-) / out (+) per second",
                "down (bps)"),
            new ValueDescription(
                "up", ValueDescription.Type.REAL, "bits in (-) / out (+) per second", "up (bps)"));
    assertThat(said.graphs())
        .containsExactly(
            new Graph(
                "eth0 traffic",
                List.of("down", "up"),
                Graph.Style.LINES,
                1000,
                "This graph shows the traffic of the eth0 network interface."));
  }

  @Test
  void areasAndStacksAreOneGraphAndLinesAcrossThemAnother() throws Exception {
    String config =
        """
        graph_args --base 1024 -l 0
        graph_title Memory usage
        graph_vlabel Bytes
        graph_order apps free swap
        apps.label apps
        apps.draw AREA
        swap.label swap
        swap.draw STACK
        swap.warning 500
        swap.critical 10:1000
        free.label unused
        free.draw STACK
        committed.label committed
        committed.draw LINE2
        hidden.label hidden
        hidden.graph no
        """;
    MuninScript script =
        script(config, List.of("apps.value 1661829120\nfree.value 2.5e3\nswap.value nan\n"));
    List<Reading> readings = script.readings(START);
    assertThat(row(readings).value("apps")).isEqualTo(1661829120);
    assertThat(row(readings).names()).containsExactly("apps", "free");
    ProbeDescription said = readings.getFirst().description();
    assertThat(said).isNotNull();
    assertThat(said.graphs())
        .containsExactly(
            new Graph(
                "Memory usage", List.of("apps", "free", "swap"), Graph.Style.STACKED, 1024, null),
            new Graph("Memory usage: lines", List.of("committed"), Graph.Style.LINES, 1024, null));
    assertThat(said.alert())
        .isEqualTo(
            Map.of(
                "swap",
                Map.of(
                    "warning",
                    Map.of("max", 500.0),
                    "critical",
                    Map.of("min", 10.0, "max", 1000.0))));
    assertThat(ProbeDescription.fromTree(said.toTree(), "x")).isEqualTo(said);
  }

  @Test
  void graphsOfAMultigraphAreProbesAndThoseBelowOneAreKeysOfOne() throws Exception {
    String config =
        """
        multigraph diskstats_iops
        graph_title Disk IOs per device
        graph_vlabel IOs/${graph_period} read (-) / write (+)
        sda_rdio.label sda
        sda_rdio.type GAUGE
        multigraph diskstats_iops.sda
        graph_title IOs for /dev/sda
        rdio.label dummy
        multigraph diskstats_iops.sdb
        graph_title IOs for /dev/sdb
        rdio.label dummy
        wrio.label dummy
        """;
    String values =
        """
        multigraph diskstats_iops
        sda_rdio.value 1
        multigraph diskstats_iops.sda
        rdio.value 2
        multigraph diskstats_iops.sdb
        rdio.value 3
        wrio.value 4
        """;
    List<Reading> readings = script(config, List.of(values)).readings(START);
    assertThat(readings)
        .extracting(Reading::probe)
        .containsExactly("munin_diskstats_iops", "munin_diskstats_iops_each");
    Sample each = readings.getLast().sample();
    assertThat(each).isNotNull();
    assertThat(each.rows()).extracting(Row::key).containsExactly(List.of("sda"), List.of("sdb"));
    assertThat(each.rows().getLast().value("wrio")).isEqualTo(4);
    ProbeDescription said = readings.getLast().description();
    assertThat(said).isNotNull();
    assertThat(said.keys()).containsExactly("part");
    assertThat(said.title()).isEqualTo("Disk IOs per device: each");
  }

  @Test
  void counterAbsoluteAndPeriodAreAsInMunin() throws Exception {
    String config =
        """
        graph_period minute
        a.label a
        a.type COUNTER
        b.label b
        b.type ABSOLUTE
        c.label c
        c.max 10
        """;
    MuninScript script =
        script(
            config,
            List.of(
                "a.value 4294967290\nb.value 1\nc.value 1\n",
                "a.value 4\nb.value 5\nc.value 11\n"));
    assertThat(row(script.readings(START)).names()).containsExactly("c");
    Row second = row(readings(script, 10));
    assertThat(second.names()).containsExactly("a", "b");
    assertThat(second.value("a")).isEqualTo(60);
    assertThat(second.value("b")).isEqualTo(30);
  }

  @Test
  void clockThatIsSetMakesNoRateFalse() throws Exception {
    MuninScript script =
        script("a.label a\na.type DERIVE\n", List.of("a.value 100\n", "a.value 200\n"));
    assertThat(script.readings(START).getFirst().sample()).isNull();
    ticks += 10_000_000_000L;
    assertThat(row(script.readings(START.minusSeconds(60))).value("a")).isEqualTo(10);
  }

  @Test
  void dirtyPluginIsCalledOnceARun() throws Exception {
    MuninScript script =
        script(
            "echo $1 >> " + folder.resolve("calls"),
            "echo graph_title T",
            "echo a.label a",
            "echo a.value 7");
    assertThat(row(script.readings(START)).value("a")).isEqualTo(7);
    assertThat(row(readings(script, 1)).value("a")).isEqualTo(7);
    assertThat(folder.resolve("calls")).hasContent("config\nconfig\n");
  }

  @Test
  void fieldThatConfigDidNotKnowLetsItBeAskedAgain() throws Exception {
    MuninScript script =
        script(
            "cd " + folder,
            "if [ \"$1\" = config ]; then echo a.label a; if [ -e more ]; then echo b.label b; fi; exit; fi",
            "echo a.value 1; if [ -e more ]; then echo b.value 2; fi");
    assertThat(row(script.readings(START)).names()).containsExactly("a");
    Files.createFile(folder.resolve("more"));
    assertThat(row(readings(script, 1)).names()).containsExactly("a", "b");
  }

  @Test
  void environmentIsMuninsAndTheConfigurations() throws Exception {
    Map<String, Object> settings =
        Map.of(
            "env",
            Map.of("te*", Map.of("speed", 1000L, "who", "glob"), "test", Map.of("who", "me")));
    MuninPlugin plugin =
        plugin(
            "test",
            settings,
            "echo $speed $who $MUNIN_LIBDIR $MUNIN_CAP_DIRTYCONFIG $FQDN $USER; echo $MUNIN_PLUGSTATE; basename $MUNIN_STATEFILE");
    assertThat(plugin.ask(null))
        .isEqualTo(
            "1000 me /usr/share/munin 1 testhost\n"
                + folder.resolve("data/munin")
                + "\ntest.state\n");
  }

  @Test
  void failuresSayWhatHappened() throws Exception {
    Map<String, Object> settings = Map.of("millis", 300L);
    assertThatThrownBy(() -> script("echo no such thing >&2", "exit 3").readings(START))
        .hasMessage("munin/test: config: exited with 3: no such thing");
    assertThatThrownBy(
            () -> script("if [ \"$1\" ]; then echo a.label a; else exit 1; fi").readings(START))
        .hasMessage("munin/test: exited with 1");
    assertThatThrownBy(() -> script("echo '<html>'").readings(START))
        .hasMessage("munin/test: printed nothing that Munin would understand: <html>");
    assertThatThrownBy(
            () ->
                script("if [ \"$1\" ]; then echo a.label a; else echo a.value x; fi")
                    .readings(START))
        .hasMessage("munin/test: value \"a\": \"x\" is not a number");
    assertThatThrownBy(() -> script("yes graph_title x").readings(START))
        .hasMessageContaining("printed more than 262144 bytes");
    MuninScript hanging = new MuninScript(plugin("slow", settings, "sleep 60"), () -> ticks);
    assertThatThrownBy(() -> hanging.readings(START))
        .hasMessageContaining("took longer than 300 ms");
    assertThat(script("exit 0").readings(START)).isEmpty();
  }

  @Test
  void pluginThatAnybodyMayWriteIsNotRun() throws Exception {
    MuninPlugin plugin = plugin("open", Map.of(), "echo a.value 1");
    Files.setPosixFilePermissions(plugin.path(), PosixFilePermissions.fromString("rwxr-xrwx"));
    assertThatThrownBy(plugin::checkOwners)
        .hasMessageContaining("anybody may write " + plugin.path());
  }
}
