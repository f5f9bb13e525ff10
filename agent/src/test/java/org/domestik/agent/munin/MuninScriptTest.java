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
import org.domestik.agent.reading.Reading;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.Graph;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
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

  private static Map<String, Double> numbers(Row row) {
    Map<String, Double> numbers = new java.util.TreeMap<>();
    row.names().forEach(name -> numbers.put(name, row.value(name)));
    return numbers;
  }

  private Map<String, Double> graphed(String config, String values) throws IOException {
    return numbers(row(script(config, List.of(values)).readings(START)));
  }

  @Test
  void valuesWithoutTheirMultigraphAreThoseOfTheGraphThatDescribesThem() throws Exception {
    String config =
        """
        multigraph one
        graph_title One
        a.label a
        b.label b
        multigraph two
        graph_title Two
        b.label b
        c.label c
        """;
    for (String values :
        List.of(
            "a.value 1\nb.value 2\nc.value 3\n",
            "multigraph test\na.value 1\nb.value 2\nc.value 3\n",
            "multigraph one\na.value 1\nb.value 2\nc.value 3\n",
            "multigraph gone\na.value 1\nb.value 2\nmultigraph two\nc.value 3\n")) {
      List<Reading> readings = script(config, List.of(values)).readings(START);
      assertThat(readings).extracting(Reading::probe).containsExactly("munin_one", "munin_two");
      assertThat(numbers(row(readings.subList(0, 1)))).isEqualTo(Map.of("a", 1.0, "b", 2.0));
      assertThat(numbers(row(readings.subList(1, 2)))).isEqualTo(Map.of("c", 3.0));
      Files.delete(folder.resolve("calls"));
    }
    assertThat(graphed("a.label a\n", "multigraph test\na.value 7\n")).containsEntry("a", 7.0);
  }

  @Test
  void cdefsSeeEachOtherInTheOrderOfTheGraph() throws Exception {
    String config =
        """
        bytes.label bytes
        bytes.cdef bytes,8,*
        twice.label twice
        twice.cdef bytes,2,*
        """;
    assertThat(graphed(config, "bytes.value 30\ntwice.value 1\n"))
        .isEqualTo(Map.of("bytes", 240.0, "twice", 480.0));
    Files.delete(folder.resolve("calls"));
    assertThat(graphed("graph_order twice bytes\n" + config, "bytes.value 30\ntwice.value 1\n"))
        .isEqualTo(Map.of("bytes", 240.0, "twice", 60.0));
  }

  @Test
  void fieldThatIsOnlyACdefIsDrawnAndOneThatIsNotPrintedIsNoValue() throws Exception {
    String config =
        """
        graph_order hits misses total perc broken
        hits.label hits
        misses.label misses
        total.label total
        total.cdef hits,misses,ADDNAN
        perc.label perc
        perc.cdef hits,100,*,total,/
        other.label other
        other.cdef absent,2,*
        absent.label absent
        """;
    assertThat(graphed(config, "hits.value 30\nmisses.value 10\n"))
        .isEqualTo(Map.of("hits", 30.0, "misses", 10.0, "total", 40.0, "perc", 75.0));
    Files.delete(folder.resolve("calls"));
    assertThat(graphed(config, "hits.value 30\nmisses.value U\n"))
        .isEqualTo(Map.of("hits", 30.0, "total", 30.0, "perc", 100.0));
  }

  @Test
  void cdefThatCannotBeWorkedOutCostsItsFieldAlone() throws Exception {
    String config =
        """
        a.label a
        b.label b
        b.cdef a,COUNT,*
        c.label c
        c.cdef a,nothing,*
        d.label d
        d.cdef a,1
        """;
    MuninScript script = script(config, List.of("a.value 5\nb.value x y\n"));
    assertThat(numbers(row(script.readings(START)))).isEqualTo(Map.of("a", 5.0));
    assertThat(script.leftOut())
        .contains(
            "munin/test: left out: ",
            "value \"b\": \"x\" is not a number",
            "b: cdef \"a,COUNT,*\": \"COUNT\" needs a graph's whole window",
            "c: cdef \"a,nothing,*\": \"nothing\" is neither a field nor an operation",
            "d: cdef \"a,1\": leaves 2 results");
  }

  @Test
  void periodOfAGraphIsInsideItsCdefs() throws Exception {
    String config =
        """
        graph_period minute
        hits.label hits
        hits.type DERIVE
        all.label all
        all.type DERIVE
        all.cdef hits,all,/,100,*
        """;
    MuninScript script =
        script(
            config, List.of("hits.value 100\nall.value 200\n", "hits.value 110\nall.value 220\n"));
    script.readings(START);
    assertThat(numbers(row(readings(script, 10)))).isEqualTo(Map.of("hits", 60.0, "all", 50.0));
  }

  @Test
  void namesAndValuesAreReadAsMuninReadsThem() throws Exception {
    String config =
        """
        eth0:1.label alias
        a/b.label slash
        é.label accent
        a.label number with a unit
        t.label with a time
        down.label down
        down.negative a/b
        """;
    String values =
        """
        eth0:1.value 1
        a/b.value 2
        é.value 3
        a.value 5 ms
        t.value 1700000000:6
        down.value 7
        """;
    MuninScript script = script(config, List.of(values));
    List<Reading> readings = script.readings(START);
    assertThat(numbers(row(readings)))
        .isEqualTo(Map.of("eth0_1", 1.0, "a_b", 2.0, "__", 3.0, "a", 5.0, "t", 6.0, "down", 7.0));
    ProbeDescription said = readings.getFirst().description();
    assertThat(said).isNotNull();
    assertThat(said.value("a_b")).extracting(ValueDescription::title).isEqualTo("a_b (down)");
  }

  @Test
  void counterOfAnEarlierTimeGoesByThatAndItsRateStaysUntilTheNext() throws Exception {
    long start = START.getEpochSecond();
    MuninScript script =
        script(
            "d.label d\nd.type DERIVE\n",
            List.of(
                "d.value %d:1000\n".formatted(start),
                "d.value %d:1600\n".formatted(start + 300),
                "d.value %d:1600\n".formatted(start + 300)));
    readings(script, 10);
    assertThat(row(readings(script, 310)).value("d")).isEqualTo(2);
    assertThat(row(readings(script, 370)).value("d")).isEqualTo(2);
  }

  @Test
  void countersAreExactBeyondWhatADoubleHolds() throws Exception {
    String config =
        "d.label d\nd.type DERIVE\nc.label c\nc.type COUNTER\nw.label w\nw.type COUNTER\n";
    MuninScript script =
        script(
            config,
            List.of(
                "d.value 9007199254740993\nc.value 18446744073709551000\nw.value 18446744073709551610\n",
                "d.value 9007199254741093\nc.value 18446744073709551100\nw.value 94\n"));
    script.readings(START);
    assertThat(numbers(row(readings(script, 10))))
        .isEqualTo(Map.of("d", 10.0, "c", 10.0, "w", 10.0));
  }

  private static String fields(String name, int count, String rest) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(name).append(i).append(rest.formatted(i)).append('\n');
    }
    return text.toString();
  }

  @Test
  void graphOfMoreFieldsThanATableHasColumnsIsATableWithARowAField() throws Exception {
    String config = "graph_title Many\ngraph_vlabel things\n" + fields("f", 272, ".label f");
    List<Reading> readings = script(config, List.of(fields("f", 272, ".value %d"))).readings(START);
    assertThat(readings).extracting(Reading::probe).containsExactly("munin_test_each");
    Sample sample = readings.getFirst().sample();
    assertThat(sample).isNotNull();
    assertThat(sample.rows()).hasSize(272);
    assertThat(sample.rows().get(271)).isEqualTo(Row.of(List.of("f271"), Map.of("value", 271.0)));
    ProbeDescription said = readings.getFirst().description();
    assertThat(said).isNotNull();
    assertThat(said.keys()).containsExactly("field");
    assertThat(said.values())
        .containsExactly(
            new ValueDescription("value", ValueDescription.Type.REAL, "things", "Many"));
  }

  @Test
  void graphsBelowOneWithTooManyFieldsTogetherAreTablesOfTheirOwn() throws Exception {
    StringBuilder config = new StringBuilder("multigraph test\ngraph_title All\nall.label all\n");
    StringBuilder values = new StringBuilder("multigraph test\nall.value 1\n");
    for (String part : List.of("low", "high", "wide")) {
      int count = part.equals("wide") ? 201 : 100;
      config.append("multigraph test.").append(part).append("\ngraph_title ").append(part);
      config.append("\n").append(fields(part, count, ".label x"));
      values.append("multigraph test.").append(part).append("\n");
      values.append(fields(part, count, ".value %d"));
    }
    List<Reading> readings = script(config.toString(), List.of(values.toString())).readings(START);
    assertThat(readings)
        .extracting(Reading::probe)
        .containsExactly("munin_test", "munin_test_low", "munin_test_high", "munin_test_wide_each");
    assertThat(row(readings.subList(1, 2)).names()).hasSize(100);
    Sample wide = readings.getLast().sample();
    assertThat(wide).isNotNull();
    assertThat(wide.rows()).hasSize(201);
  }

  @Test
  void hostNameSaysWhoseTheValuesAre() throws Exception {
    String config = "host_name router1\ngraph_title Load\na.label a\n";
    List<Reading> readings = script(config, List.of("a.value 1\n")).readings(START);
    assertThat(readings).extracting(Reading::host).containsExactly("router1");
    Files.delete(folder.resolve("calls"));
    readings =
        script(config.replace("router1", "testhost"), List.of("a.value 1\n")).readings(START);
    assertThat(readings.getFirst().host()).isNull();
    MuninPlugin narrow =
        plugin("narrow", Map.of("hosts", "switch*"), "echo host_name router1; echo a.label a");
    assertThatThrownBy(() -> new MuninScript(narrow, () -> ticks).readings(START))
        .hasMessageContaining("host_name router1: is none of those that munin.hosts allows");
    MuninPlugin odd = plugin("odd", Map.of(), "echo host_name a/b; echo a.label a");
    assertThatThrownBy(() -> new MuninScript(odd, () -> ticks).readings(START))
        .hasMessageContaining("host name \"a/b\" is not");
  }

  @Test
  void pastOfACdefOutlivesANewConfig() throws Exception {
    MuninScript script =
        script(
            "b.label b\nb.cdef PREV,UN,0,PREV,IF,a,+\na.label a\na.cdef a,120,TREND\n",
            List.of("a.value 1\n", "a.value 3\n", "a.value 7\n"));
    assertThat(numbers(row(script.readings(START)))).isEqualTo(Map.of("b", 1.0));
    assertThat(numbers(row(readings(script, 60)))).isEqualTo(Map.of("a", 2.0, "b", 4.0));
    ticks = 120_000_000_000L;
    assertThat(numbers(row(script.readings(START.plusSeconds(600)))))
        .isEqualTo(Map.of("a", 5.0, "b", 11.0));
  }
}
