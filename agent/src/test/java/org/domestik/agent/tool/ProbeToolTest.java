// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeToolTest {
  @TempDir Path folder;
  private Path seen;
  private Path script;

  @BeforeEach
  void write() throws IOException {
    seen = Files.writeString(folder.resolve("seen.txt"), "7\n");
    script =
        Files.writeString(
            folder.resolve("trial.lua"),
            """
            local rates = require "rates"
            local posix = require "posix"
            local rate = rates.new()
            return function()
              local file = io.open("%s")
              local value = file:read("n")
              file:close()
              local names = {}
              for name in require("lfs").dir("%s") do names[#names + 1] = name end
              local per_second = rate("x", value + posix.getpid("pid"))
              return per_second and { [posix.gethostname()] = {
                value = value, names = #names, per_second = per_second, time = os.time(),
                size = posix.stat("%s").size, said = io.popen("say"):read("l") } }
            end
            """
                .formatted(seen, folder, seen));
  }

  private String tool(String... words) throws IOException {
    return tool(true, words);
  }

  private String tool(boolean expected, String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AgentConfig config =
        AgentConfig.read(
            "test",
            Map.of(
                "read",
                List.of(folder.toString()),
                "commands",
                Map.of("say", List.of("echo", "3"), "ends", List.of("sh", "-c", "exit $0")),
                "settings",
                Map.of("by_name", Map.of("n", 7L))),
            Map.of("data", folder.toString()));
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    boolean done = new ProbeTool(config, InstantSource.system(), print).run(List.of(words));
    assertThat(done).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void runShowsValuesTypesAndCost() throws IOException {
    assertThat(tool("run", script.toString()))
        .contains("probe trial")
        .containsPattern("value +7 +\\(integer\\)")
        .contains("cost: ");
  }

  @Test
  void runSaysWhatTheServerWouldNotStoreAndWhatIsNoValue() throws IOException {
    Path odd =
        Files.writeString(
            folder.resolve("odd.lua"),
            """
            return {
              [""] = { a = 1 }, ["two\\nlines"] = { a = 2 }, [("x"):rep(1001)] = { a = 3 },
              [1] = { a = 4 }, ["1"] = { a = 5 }, none = { a = 0/0 }, large = { a = 1e308, b = 1 },
            }
            """);
    assertThat(tool(false, "run", odd.toString()))
        .contains("(empty)", "two\\nlines")
        .contains("has 1001 characters; at most 1000 are stored")
        .contains("key \"1\": comes twice; the first is stored")
        .contains("key \"large\", value \"a\": 1.0E308 is too large")
        .containsPattern("key \"none\", value \"a\": -?NaN is no value")
        .doesNotContain("  none\n");
  }

  @Test
  void recordingKeepsNamesThatAreNoText() throws IOException {
    Path names = Files.createDirectory(folder.resolve("names"));
    for (String name : List.of("caf\udce9", "été", "two\nlines")) {
      Files.writeString(PathText.of(names + "/" + name), "7");
    }
    Path odd =
        Files.writeString(
            folder.resolve("odd.lua"),
            """
            local found, lfs = {}, require "lfs"
            for name in lfs.dir("%s") do
              local path = "%s/" .. name
              if lfs.attributes(path, "mode") == "file" then found[path] = { a = io.open(path):read("n") } end
            end
            return found
            """
                .replace("%s", names.toString()));
    Path kept = folder.resolve("kept");
    assertThat(tool("record", odd.toString(), kept.toString())).contains("/caf\\xe9", "/été");
    Files.delete(PathText.of(names + "/caf\udce9"));
    assertThat(tool("replay", kept.toString()))
        .contains("/caf\\\\xe9\":{\"a\":7}", "two\\\\nlines");
  }

  @Test
  void runShowsWhatTheScriptPrintedAlsoBeforeItFailed() throws IOException {
    Files.writeString(script, "print('seen', 7)\nio.stderr:write('more\\n')\nreturn { v = 1 }");
    assertThat(tool("run", script.toString())).startsWith("printed:\n  seen\t7\n  more\n\nprobe");
    Files.writeString(script, "print('seen', 7)\nerror('no')");
    assertThatThrownBy(() -> tool("run", script.toString()))
        .hasMessageContaining("trial.lua:2: no")
        .hasMessageEndingWith("printed:\n  seen\t7");
  }

  @Test
  void errorsInDescriptionsAndValuesHaveALine() throws IOException {
    Files.writeString(script, "\n\nprobe { evry = '1m' }\nreturn { v = 1 }");
    assertThatThrownBy(() -> tool("run", script.toString()))
        .hasMessageStartingWith("trial.lua:3: ")
        .hasMessageContaining("evry");
    Files.writeString(script, "probe { title = 'T' }\n\nreturn { k = { v = 'x' } }");
    assertThatThrownBy(() -> tool("run", script.toString()))
        .hasMessageStartingWith("trial.lua:3: key \"k\": value \"v\": \"x\" is not a number");
    Files.writeString(
        script, "local n = 0\nreturn function()\n  n = n + 1\n  return { v = 'x' }\nend");
    assertThatThrownBy(() -> tool("run", script.toString()))
        .hasMessageStartingWith("trial.lua:2: ");
  }

  private Path probe(String name, String readme) throws IOException {
    Path probe = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        probe.resolve(name + ".lua"),
        "probe { title = 'T', every = '1m', values = { a = {}, b = {} }, derived = { c = 'a + b' } }"
            + " return { a = 1, b = 2 }");
    Files.writeString(probe.resolve("README.md"), readme);
    return probe;
  }

  @Test
  void checkOfSeveralFoldersWritesWhatBuildServersRead() throws IOException {
    String table =
        "# p\n\n## Values\n\n| value |\n|---|\n| `a` |\n| `b` |\n| `c` |\n\n## Settings\n\n| `x` |\n";
    Path good = probe("good", table);
    Path bad = probe("bad", table.replace("| `b` |\n", "| `other` |\n"));
    Path one = Files.createDirectories(bad.resolve("cases/one <&>"));
    Files.writeString(one.resolve("expected.json"), "{\"a\":1,\"b\":3}");
    Path junit = folder.resolve("junit.xml");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    AgentConfig config = AgentConfig.read("test", Map.of(), Map.of("data", folder.toString()));
    ProbeTool tool = new ProbeTool(config, InstantSource.system(), print);
    assertThat(tool.run(List.of("check", good.toString()), junit)).isTrue();
    assertThat(junit).content().contains("<testsuite name=\"good\" tests=\"2\" failures=\"0\">");
    assertThat(tool.run(List.of("check", good.toString(), bad.toString()), junit)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("good: ok")
        .contains("wrong: README.md lists a value \"other\" that the description does not have")
        .contains("wrong: README.md does not list the value \"b\"")
        .contains("bad: 3 faults");
    assertThat(junit)
        .content()
        .contains("<testsuite name=\"bad\" tests=\"3\" failures=\"2\">")
        .contains("<testcase classname=\"bad\" name=\"case one &lt;&amp;&gt;\">")
        .contains("<failure message=\"README.md lists a value &quot;other&quot;");
    assertThatThrownBy(() -> tool.run(List.of("run", script.toString()), junit))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void checkOfAFolderOfProbesChecksAllOfThem() throws IOException {
    Path good = probe("good", "# good\n");
    Path one = Files.createDirectories(good.resolve("cases/one"));
    Files.writeString(one.resolve("expected.json"), "{\"a\":1,\"b\":2}");
    Files.createDirectories(folder.resolve("lib"));
    assertThat(tool("check", folder.toString())).endsWith("good: ok\n").doesNotContain("case one");
    Path two = Files.createDirectories(probe("bad", "# bad\n").resolve("cases/two"));
    Files.writeString(two.resolve("expected.json"), "{\"a\":1,\"b\":3}");
    assertThat(tool(false, "check", folder.toString()))
        .contains("case two: FAILED\nwrong: case two: ")
        .contains("bad: 1 faults\n", "good: ok\n")
        .endsWith("2 probes, 2 cases: wrong in bad\n");
    Path empty = Files.createDirectories(folder.resolve("lib"));
    assertThatThrownBy(() -> tool("check", empty.toString()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            empty
                + "/lib.lua is missing: a probe's folder has a script of its name, and no folder in "
                + empty
                + " is one either");
  }

  @Test
  void explainSaysTheAgentsPeriodAsPeopleWriteIt() throws IOException {
    Files.writeString(script, "return { v = 1 }");
    assertThat(tool("explain", script.toString())).contains("\nruns every 10 seconds\n");
  }

  @Test
  void explainShowsDescriptionScheduleAndTables() throws IOException {
    assertThat(tool("explain", script.toString()))
        .contains("inferred: probe {")
        .contains("archived after 1 day")
        .contains("domestik.probe_trial (\n    host TEXT,\n    key TEXT,\n")
        .contains("value_min DOUBLE PRECISION", "samples BIGINT", "value_count BIGINT")
        .contains("value_min_time TIMESTAMP WITH TIME ZONE")
        .contains("value_max_time TIMESTAMP WITH TIME ZONE")
        .doesNotContain("NOT NULL");
  }

  @Test
  void recordedRunGivesTheSameWhereNothingOfItIsThere() throws IOException {
    Path recorded = folder.resolve("recorded");
    tool("record", script.toString(), recorded.toString());
    Files.delete(seen);
    String expected = Files.readString(recorded.resolve("expected.json"));
    assertThat(expected).contains("\"said\":3").contains("\"value\":7");
    assertThat(tool("replay", recorded.toString())).isEqualTo(expected);
  }

  @Test
  void recordedRunIsACase() throws IOException {
    Path probe = Files.createDirectories(folder.resolve("trial"));
    Files.copy(script, probe.resolve("trial.lua"));
    Files.writeString(probe.resolve("README.md"), "# trial\n");
    tool("record", script.toString(), probe.resolve("cases/one").toString());
    // A case has no description to lint; that is the only thing wrong here.
    assertThat(tool(false, "check", probe.toString())).contains("case one: ok");
    Files.writeString(probe.resolve("cases/one/expected.json"), "{\"x\":{\"value\":8}}");
    assertThat(tool(false, "check", probe.toString())).contains("case one: FAILED");
  }

  @Test
  void failureIsRecordedAsACaseToo() throws IOException {
    Files.writeString(script, "return { v = io.open(\"%s\"):read(\"n\").x }".formatted(seen));
    Path recorded = folder.resolve("recorded");
    tool("record", script.toString(), recorded.toString());
    assertThat(recorded.resolve("expected.err")).content().contains("attempt to index a number");
    assertThat(tool("replay", recorded.toString())).startsWith("failed: trial.lua:1: attempt");
  }

  @Test
  void replayShowsWhatIsNotAsRecorded() throws IOException {
    Files.writeString(script, "return { x = { v = 1 }, y = { v = 2 } }");
    Path recorded = folder.resolve("recorded");
    tool("record", script.toString(), recorded.toString());
    Files.writeString(recorded.resolve("trial.lua"), "return { x = { v = 3 }, z = { v = 2 } }");
    assertThat(tool(false, "replay", recorded.toString()))
        .contains("wrong: x / v: expected 1, found 3\n")
        .contains("wrong: y: expected {\"v\":2}, found nothing\n")
        .contains("wrong: z: expected nothing, found {\"v\":2}\n");
    Files.writeString(recorded.resolve("trial.lua"), "error('broken')");
    assertThat(tool(false, "replay", recorded.toString())).contains("wrong: failed: trial.lua:1:");
  }

  @Test
  void replayShowsThatAnExpectedFailureDidNotCome() throws IOException {
    Files.writeString(script, "error('broken')");
    Path recorded = folder.resolve("recorded");
    tool("record", script.toString(), recorded.toString());
    Files.writeString(recorded.resolve("trial.lua"), "return { v = 1 }");
    assertThat(tool(false, "replay", recorded.toString())).contains("wrong: expected an error");
    Files.writeString(recorded.resolve("trial.lua"), "error('other')");
    assertThat(tool(false, "replay", recorded.toString())).contains("wrong: the error has no");
  }

  @Test
  void recordingHasTheScriptsHelpersAndSettingsAndItsRefusals() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/helper.lua"), "return { twice = 2 }");
    Files.writeString(
        script,
        """
        probe { name = "by_name" }
        local _, refused = pcall(io.popen, "unknown")
        local _, unreadable = pcall(io.open, "/dev/null")
        local link = require("lfs").symlinkattributes("%s/link", "mode")
        local file = require("lfs").attributes("%s/link", "mode")
        return { v = settings.n * require("helper").twice, refused = #refused + #unreadable,
          ended = select(3, io.popen("ends 4"):close()), said = select(3, io.popen("say"):close()),
          link = link == "link" and 1 or 0, file = file == "file" and 1 or 0 }
        """
            .formatted(folder, folder));
    Files.createSymbolicLink(folder.resolve("link"), seen);
    Path recorded = folder.resolve("recorded");
    tool("record", script.toString(), recorded.toString());
    Files.delete(folder.resolve("lib/helper.lua"));
    Files.delete(folder.resolve("link"));
    assertThat(tool("replay", recorded.toString()))
        .contains("\"v\":14", "\"link\":1", "\"file\":1", "\"ended\":4", "\"said\":0");
  }

  @Test
  void nothingIsRecordedOverSomethingElse() throws IOException {
    assertThatThrownBy(() -> tool("record", script.toString(), folder.toString()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> tool("record", script.toString(), seen.toString()))
        .hasMessageContaining("is a file");
  }
}
