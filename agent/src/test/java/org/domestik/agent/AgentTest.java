// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.domestik.agent.RunningAgent.probe;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.log.Log;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class AgentTest {
  @TempDir Path data;
  private Receiver server;
  private RunningAgent running;

  @BeforeEach
  void listen() throws IOException {
    server = new Receiver();
  }

  private void start(Map<String, Object> settings) throws IOException {
    running = new RunningAgent(data, server.address(), settings);
  }

  @AfterEach
  void stop() throws Exception {
    if (running != null) {
      running.stop();
    }
    server.close();
  }

  @Test
  void threeFormsOfScriptsAreRun() throws Exception {
    probe(data, "seed.lua", "return { dmkcheckd = { data = '476' } }, 'process_tracking'");
    probe(data, "counter.lua", "local n = 0", "return function() n = n + 1 return { n = n } end");
    probe(
        data,
        "said.lua",
        "probe { key = 'unit', values = { a = { unit = 'V' } } }",
        "return { x = { a = 1.5 } }");
    start(Map.of());
    server.await("\"probe\":\"process_tracking\"", "{\"dmkcheckd\":{\"data\":476}}");
    server.await("\"probe\":\"counter\"", "\"data\":{\"n\":1}");
    server.await("\"data\":{\"n\":2}");
    String said = server.await("\"probe\":\"said\"", "{\"x\":{\"a\":1.5}}");
    assertThat(said).contains("\"unit\":\"V\"").contains("\"host\":\"testhost\"");
  }

  @Test
  void whatAScriptPrintsGoesWithItsRunAlsoWhereItFails() throws Exception {
    probe(data, "a.lua", "print('read', 5)", "return { v = 1 }");
    probe(data, "b.lua", "print('before')", "error('boom')");
    start(Map.of());
    server.await("\"script\":\"a.lua\",\"outcome\":\"ok\"", "\"output\":\"read\\t5\\n\"");
    server.await("\"script\":\"b.lua\",\"outcome\":\"failed\"", "\"output\":\"before\\n\"");
  }

  @Test
  void everyRunsCostIsASample() throws Exception {
    probe(data, "a.lua", "return { v = 1 }");
    start(Map.of());
    server.await("\"probe\":\"probe_cost\"", "{\"a.lua\":{\"micros\":", "\"title\":\"Cost of");
  }

  @Test
  void newChangedAndRemovedFilesAreNoticed() throws Exception {
    start(Map.of());
    Path file = probe(data, "a.lua", "return { v = 1 }");
    server.await("\"probe\":\"a\"", "\"data\":{\"v\":1}");
    Files.writeString(file, "return { v = 22 }");
    server.await("\"probe\":\"a\"", "\"data\":{\"v\":22}");
    Files.delete(file);
    probe(data, "z.lua", "return { v = 1 }");
    server.await("\"probe\":\"z\"");
    int before = server.documents.size();
    Receiver.until(() -> server.documents.size() > before + 2);
    assertThat(server.documents.getLast()).doesNotContain("\"probe\":\"a\"");
  }

  @Test
  void serverThatAsksForItHearsOfManyRunsAtOnceAndOfNewScriptsSoon() throws Exception {
    server.gather = "4";
    probe(data, "a.lua", "local n = 0", "return function() n = n + 1 return { n = n } end");
    start(Map.of());
    server.await("\"data\":{\"n\":1}");
    server.await("\"data\":{\"n\":3}", "\"data\":{\"n\":4}");
    server.gather = "60";
    probe(data, "b.lua", "return { v = 1 }");
    server.await("\"probe\":\"b\"");
    long before = System.nanoTime();
    Path file = probe(data, "c.lua", "return { v = 1 }");
    server.await("\"probe\":\"c\"");
    Files.writeString(file, "return { v = 22 }");
    server.await("\"data\":{\"v\":22}");
    Files.writeString(file, "error('boom')");
    server.await("\"script\":\"c.lua\",\"outcome\":\"failed\"");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void serverIsToldWhichScriptsThereAreAtStartAndWheneverTheyChange() throws Exception {
    probe(data, "z.lua", "return { v = 1 }");
    Path bad = probe(data, "bad.lua", "error('no')");
    start(Map.of());
    server.await("\"scripts\":[\"bad.lua\",\"z.lua\"]");
    server.await("\"script\":\"bad.lua\",\"outcome\":\"failed\"");
    Files.delete(bad);
    server.await("\"scripts\":[\"z.lua\"]");
    Receiver.until(() -> !server.documents.getLast().contains("\"scripts\""));
    assertThat(server.documents).anyMatch(it -> !it.contains("\"scripts\""));
  }

  @Test
  void fileNameThatIsNoProbesNameIsAFailedRunThatSaysSo() throws Exception {
    probe(data, "9 My-Probe.lua", "return { v = 1 }");
    probe(data, "Other Name.lua", "return { w = 1 }, 'fine'");
    start(Map.of());
    String run = server.await("\"script\":\"9 My-Probe.lua\",\"outcome\":\"failed\"");
    assertThat(run)
        .contains("\"probe\":\"_9_my_probe\"")
        .contains("probe name \\\"9 My-Probe\\\" is not lower-case letters");
    server.await("\"probe\":\"fine\"", "\"data\":{\"w\":1}");
    assertThat(server.documents).noneMatch(it -> it.contains("\"data\":{\"v\":1}"));
  }

  @Test
  void derivedValuesGraphsAndLeakNeedNoValuesSaid() throws Exception {
    probe(
        data,
        "guess.lua",
        "probe { derived = { x = 'v + 1' }, graph = { values = 'x' }, leak = 'v' }",
        "local n = 0",
        "return function() n = n + 1 if n > 1 then return { k = { v = n } } end end");
    start(Map.of());
    server.await("\"probe\":\"guess\"", "{\"k\":{\"v\":2}}", "\"x\"", "\"leak\":\"v\"");
  }

  @Test
  void lastGoodVersionRunsOnWhileAChangedFileDoesNotCompile() throws Exception {
    Path file =
        probe(data, "a.lua", "local n = 0 return function() n = n + 1 return { n = n } end");
    start(Map.of());
    server.await("\"data\":{\"n\":1}");
    Files.writeString(file, "local n = = 0");
    server.await("\"outcome\":\"failed\"", "a.lua:1: unexpected symbol near '='");
    int seen = server.documents.size();
    Receiver.until(() -> server.documents.size() > seen + 1);
    assertThat(server.documents.getLast()).contains("\"probe\":\"a\"");
    Files.writeString(file, "return { n = 99 }");
    server.await("\"data\":{\"n\":99}");
  }

  @Test
  void secondScriptWithTheSameKeyIsRefusedNamingBothFiles() throws Exception {
    probe(data, "a.lua", "return { x = { v = 1 } }, 'shared'");
    start(Map.of());
    server.await("{\"x\":{\"v\":1}}");
    probe(data, "b.lua", "return { x = { v = 2 } }, 'shared'");
    probe(data, "c.lua", "return { y = { v = 3 } }, 'shared'");
    server.await("{\"y\":{\"v\":3}}");
    String error = server.await("\"script\":\"b.lua\",\"outcome\":\"failed\"");
    assertThat(error)
        .contains(data.resolve("probes/a.lua").toString())
        .contains(data.resolve("probes/b.lua").toString())
        .contains("key \\\"x\\\" of probe \\\"shared\\\"");
    assertThat(server.documents).noneMatch(it -> it.contains("{\"x\":{\"v\":2}}"));
  }

  @Test
  void usersScriptReplacesTheBundledOneOfItsName() throws Exception {
    Path bundled = data.resolve("bundled");
    Files.createDirectories(bundled.resolve("load"));
    Files.writeString(bundled.resolve("load/load.lua"), "return { bundled = 1 }");
    Files.createDirectories(bundled.resolve("other"));
    Files.writeString(bundled.resolve("other/other.lua"), "return { other = 1 }");
    probe(data, "load.lua", "return { own = 1 }");
    start(Map.of("bundled", bundled.toString()));
    server.await("{\"own\":1}");
    server.await("{\"other\":1}");
    assertThat(server.documents).noneMatch(it -> it.contains("{\"bundled\":1}"));
  }

  @Test
  void scriptThatLiesWhereItIsNotRunIsAFailedRunThatSaysSo() throws Exception {
    Path run = probe(data, "twice.lua", "return { v = 1 }");
    Path other = probe(data, "twice/twice.lua", "return { v = 2 }");
    Path wrong = probe(data, "wrong/other.lua", "return { v = 3 }");
    probe(data, "lib/helper.lua", "return {}");
    probe(data, "fine/fine.lua", "return { v = 4 }");
    probe(data, "fine/helper.lua", "return { v = 5 }");
    start(Map.of());
    server.await(
        "\"script\":\"twice/twice.lua\",\"outcome\":\"failed\"",
        other + " is not run: " + run + " takes its place");
    server.await(
        "\"script\":\"wrong/other.lua\",\"outcome\":\"failed\"",
        wrong + " is not run: in this folder it would have to be " + data);
    server.await("\"probe\":\"twice\"", "\"data\":{\"v\":1}");
    server.await("\"probe\":\"fine\"", "\"data\":{\"v\":4}");
    Files.move(wrong, wrong.resolveSibling("wrong.lua"));
    server.await("\"probe\":\"wrong\"", "\"data\":{\"v\":3}");
    assertThat(server.documents).noneMatch(it -> it.contains("helper.lua"));
  }

  @Test
  void changedModuleInAFolderOfTheLibraryIsTaken() throws Exception {
    probe(data, "lib/net/ports.lua", "return { open = 1 }");
    probe(data, "ports.lua", "return { v = require('net.ports').open }");
    start(Map.of());
    server.await("\"probe\":\"ports\"", "\"data\":{\"v\":1}");
    probe(data, "lib/net/ports.lua", "return { open = 22 }");
    server.await("\"probe\":\"ports\"", "\"data\":{\"v\":22}");
  }

  @Test
  void folderThatCannotBeReadIsAFailedRunAndStopsNoOther() throws Exception {
    probe(data, "good.lua", "return { v = 1 }");
    List<Path> loops =
        List.of(data.resolve("probes/lib"), data.resolve("munin"), data.resolve("textfile"));
    for (Path loop : loops) {
      Files.createSymbolicLink(loop, loop.getFileName());
    }
    start(
        Map.of(
            "munin", Map.of("folders", loops.get(1).toString()),
            "prometheus", Map.of("textfile", loops.get(2).toString())));
    server.await("\"probe\":\"good\"", "\"data\":{\"v\":1}");
    for (Path loop : loops) {
      server.await(
          "\"script\":\"" + loop + "\",\"outcome\":\"failed\"",
          loop + ": Too many levels of symbolic links",
          "it is left out");
    }
  }

  @Test
  void settingsComeByScriptOrByTheProbeItFeeds() throws Exception {
    probe(data, "a.lua", "return { v = settings.n }");
    probe(data, "b.lua", "probe { name = 'shared' }", "return { x = { v = settings.n } }");
    probe(data, "c.lua", "return { v = settings.n or 9 }");
    Map<String, Object> settings =
        Map.of("settings", Map.of("a", Map.of("n", 5L), "shared", Map.of("n", 6L)));
    start(settings);
    server.await("\"probe\":\"a\"", "\"data\":{\"v\":5}");
    server.await("\"probe\":\"shared\"", "{\"x\":{\"v\":6}}");
    server.await("\"probe\":\"c\"", "\"data\":{\"v\":9}");
  }

  @Test
  void disabledProbeIsNotRun() throws Exception {
    probe(data, "a.lua", "return { v = 1 }");
    probe(data, "b.lua", "return { v = 1 }");
    start(Map.of("disable", List.of("a")));
    server.await("\"probe\":\"b\"");
    assertThat(server.documents).noneMatch(it -> it.contains("a.lua"));
  }

  @Test
  void nothingToMeasureIsNoFailure() throws Exception {
    probe(data, "a.lua", "return {}");
    probe(data, "b.lua", "return nil");
    start(Map.of());
    server.await("\"script\":\"a.lua\",\"outcome\":\"nothing\"");
    server.await("\"script\":\"b.lua\",\"outcome\":\"nothing\"");
  }

  @Test
  void errorReachesTheServerWithFileLineAndTraceback() throws Exception {
    probe(data, "a.lua", "local t", "return { v = t.x }");
    start(Map.of());
    server.await(
        "\"script\":\"a.lua\"", "\"error\":\"a.lua:2: attempt to index a nil value", "traceback");
  }

  @Test
  void samplesWaitForTheServerAcrossARestartAndArriveOnce() throws Exception {
    server.status = 503;
    probe(data, "a.lua", "local n = 0 return function() n = n + 1 return { n = n } end");
    start(Map.of());
    Receiver.until(() -> spooled() > 1);
    running.stop();
    assertThat(server.documents).isEmpty();
    server.status = 200;
    Files.delete(data.resolve("probes/a.lua"));
    start(Map.of());
    server.await("\"data\":{\"n\":1}");
    Receiver.until(() -> spooled() == 0);
    String all = String.join("\n", server.documents);
    assertThat(all.split("\"data\":\\{\"n\":1}", -1)).hasSize(2);
  }

  private long spooled() {
    try (var files = Files.list(data.resolve("spool"))) {
      return files.filter(it -> it.toString().matches(".*\\.(batch|sent)")).count();
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void refusedSampleIsSetAsideAndHoldsUpNoOther() throws Exception {
    server.bad = document -> document.contains("\"probe\":\"bad\",\"time\"");
    probe(data, "bad.lua", "return { v = 1 }");
    probe(data, "good.lua", "return { v = 2 }");
    start(Map.of());
    server.await("\"probe\":\"good\"");
    server.await("\"script\":\"bad.lua\",\"outcome\":\"failed\"", "sample 0: no");
    try (var aside = Files.list(data.resolve("spool/refused"))) {
      assertThat(aside).isNotEmpty();
    }
  }

  @Test
  void runawayProbeHarmsNoOther() throws Exception {
    probe(data, "loop.lua", "while true do pcall(function() while true do end end) end");
    probe(data, "good.lua", "local n = 0 return function() n = n + 1 return { n = n } end");
    Map<String, Object> limits = Map.of("limits", Map.of("millis", 100L));
    start(limits);
    server.await("\"data\":{\"n\":3}");
    server.await("\"script\":\"loop.lua\"", "stopped: more than 100 ms");
  }

  @Test
  void clockSetAheadOrBackBringsNeitherABurstNorAPause() throws Exception {
    AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    probe(data, "a.lua", "local n = 0 return function() n = n + 1 return { n = n } end");
    running =
        new RunningAgent(data, server.address(), Map.of(), () -> Instant.now().plus(offset.get()));
    server.await("\"data\":{\"n\":2}");
    for (int hours : new int[] {1000, -1000}) {
      offset.set(Duration.ofHours(hours));
      int before = runs();
      long start = System.nanoTime();
      Receiver.until(() -> runs() >= before + 3);
      assertThat(runs()).as("after " + hours + " hours").isBetween(before + 3, before + 4);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertThat(millis).as("3 runs after " + hours + " hours").isBetween(1_500L, 15_000L);
    }
  }

  private int runs() {
    return String.join("\n", server.documents).split("\"data\":\\{\"n\":", -1).length - 1;
  }

  @Test
  void stuckNativeCallCostsItsOwnThreadOnlyAndIsReported() throws Exception {
    probe(data, "stuck.lua", "return { v = #io.popen('slow'):read('a') }");
    probe(data, "good.lua", "local n = 0 return function() n = n + 1 return { n = n } end");
    start(
        Map.of(
            "limits", Map.of("millis", 100L), "commands", Map.of("slow", List.of("sleep", "60"))));
    server.await("\"script\":\"stuck.lua\"", "cannot be stopped", "Other probes go on");
    server.await("\"data\":{\"n\":4}");
  }

  @Test
  void scriptsThatWouldEndTheAgentAreStopped() throws Exception {
    probe(data, "read.lua", "return { v = #io.open('/proc/self/status'):read(1 << 40) }");
    probe(data, "move.lua", "table.move({}, '1', '9000000000000000000', 1)");
    probe(data, "find.lua", "return { v = ('a'):rep(450):find('(.-).-.-%1b') or 0 }");
    probe(data, "good.lua", "local n = 0 return function() n = n + 1 return { n = n } end");
    start(Map.of("limits", Map.of("millis", 100L)));
    server.await("\"probe\":\"read\"");
    server.await("\"script\":\"move.lua\"", "more than 1048576 elements at once");
    server.await("\"script\":\"find.lua\"", "stopped: more than 100 ms (find.lua:1)");
    server.await("\"data\":{\"n\":3}");
  }

  @Test
  void agentMayBeStoppedBeforeItRuns() throws Exception {
    AgentConfig config =
        AgentConfig.read(
            "agent.conf",
            Map.of(),
            Map.of("data", data.toString(), "server", "http://127.0.0.1:1"));
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    InstantSource clock = InstantSource.system();
    new Agent(config, clock, new Log(silent, clock)).close();
    assertThat(data.resolve("agent.pid")).doesNotExist();
    start(Map.of());
  }

  @Test
  void secondAgentOnTheFolderIsRefusedUntilTheFirstIsGone() throws Exception {
    start(Map.of());
    assertThatThrownBy(() -> new RunningAgent(data, server.address(), Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "the agent's folder %s is in use by process %d"
                .formatted(data, ProcessHandle.current().pid()));
    assertThat(data.resolve("agent.pid")).exists();
    running.stop();
    start(Map.of());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  @Test
  void startsOnAFullDiskAndDelivers() throws Exception {
    Path disk = Files.createDirectory(data.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "none", disk.toString())); // Root can.
    try {
      probe(disk, "a.lua", "return { v = 1 }");
      running = new RunningAgent(disk, server.address(), Map.of());
      server.await("\"probe\":\"a\"");
      running.stop();
      try (OutputStream others = Files.newOutputStream(disk.resolve("others"))) {
        assertThatThrownBy(() -> fill(others)).hasMessageContaining("No space left");
      }
      server.documents.clear();
      running = new RunningAgent(disk, server.address(), Map.of());
      server.await("\"probe\":\"a\"");
      running.stop();
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  private static void fill(OutputStream out) throws IOException {
    while (true) {
      out.write(new byte[4096]);
    }
  }

  @Test
  void pidFileOfAnotherProcessStays() throws Exception {
    start(Map.of());
    Files.writeString(data.resolve("agent.pid"), "1\n");
    running.stop();
    assertThat(data.resolve("agent.pid")).hasContent("1\n");
  }

  @Test
  void pidFileIsThereWhileTheAgentRuns() throws Exception {
    start(Map.of());
    Receiver.until(() -> Files.exists(data.resolve("agent.pid")));
    assertThat(data.resolve("agent.pid")).hasContent(ProcessHandle.current().pid() + "\n");
    running.stop();
    assertThat(data.resolve("agent.pid")).doesNotExist();
  }
}
