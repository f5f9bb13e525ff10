// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.Commands;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.script.LuaText;
import org.domestik.agent.script.ProbeHost;
import org.domestik.lua.LuaLimits;
import org.domestik.lua.LuaSandbox;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same expressions give the same in the sandbox and in Debian's Lua, errors included.
 *
 * <p>Where lua5.4, lua5.3, lua-posix or lua-filesystem is missing the comparison does not run, and
 * one line says so; with {@code DOMESTIK_REQUIRE_LUA=1} that is a failure.
 */
class LuaConformanceTest {
  private static final boolean REQUIRED = "1".equals(System.getenv("DOMESTIK_REQUIRE_LUA"));
  private static final String FILE = "conformance.lua";

  /** Shows any value the same way in every Lua; an error stands for what raised it. */
  private static final String SHOW =
      """
      local function show(value)
        -- In a message, Lua calls a function os.date or date depending on how it was reached.
        if type(value) == "string" then return (("%q"):format(value):gsub("'[%a%.]+%.(%a+)'", "'%1'")) end
        if type(value) ~= "table" then return (tostring(value):gsub("0x%x+", "ADDRESS")) end
        local parts = {}
        for k, v in pairs(value) do parts[#parts + 1] = show(k) .. "=" .. show(v) end
        table.sort(parts)
        return "{" .. table.concat(parts, " ") .. "}"
      end
      local out = {}
      local function try(text, ...)
        local parts = {}
        for i = 2, select("#", ...) do parts[#parts + 1] = show((select(i, ...))) end
        out[#out + 1] = text .. "  ->  " .. (... and "" or "raises ") .. table.concat(parts, ", ")
      end
      """;

  @TempDir Path elsewhere;
  @TempDir Path folder;

  private void fill() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("lines"), "1 one\ntwo\nthree\n");
    Files.writeString(folder.resolve("empty"), "");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("lines"));
    assertThat(new ProcessBuilder("mkfifo", folder + "/pipe").start().waitFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "language, lua5.4, string",
    "lfs, lua5.4, lfs",
    "posix, lua5.3, posix",
    "bit32, lua5.3, bit32"
  })
  void sandboxIsLikeDebiansLua(String subject, String lua, String module) throws Exception {
    fill();
    StringBuilder source =
        new StringBuilder(SHOW)
            .append("local dir = " + quoted(folder.toString()) + "\n")
            .append("local %s = require \"%s\"\n".formatted(module, module));
    for (String line : lines(subject)) {
      source.append("try(%s, pcall(function() return %s end))\n".formatted(quoted(line), line));
    }
    source.append("local all = table.concat(out, \"\\n\")\n");
    String theirs = debian(lua, module, source + "io.write(all)\n");
    String ours = sandbox(source + "return all\n");
    assertThat(ours.lines()).containsExactlyElementsOf(theirs.lines().toList());
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    LuaText.append(out, text, "");
    return out.toString();
  }

  private static List<String> lines(String subject) throws IOException {
    String name = "conformance/" + subject + ".txt";
    try (InputStream in = LuaConformanceTest.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  private String debian(String lua, String module, String source) throws Exception {
    if (!works(lua, "-e", "require \"" + module + "\"")) {
      String why = "LUA CONFORMANCE DID NOT RUN: " + lua + " with " + module + " is not installed";
      if (REQUIRED) {
        fail(why);
      }
      System.out.println(why + " (Debian: apt install lua5.4 lua5.3 lua-filesystem lua-posix)");
      abort(why);
    }
    Path file = Files.writeString(elsewhere.resolve(FILE), source);
    Process process =
        new ProcessBuilder(lua, FILE)
            .directory(file.getParent().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // No such program.
    }
  }

  private String sandbox(String source) throws IOException {
    Machine machine =
        new LiveMachine(
            new AllowList(List.of(folder.toString(), "/tmp", "/dev/null", "/usr/bin")),
            new Commands(Map.of()),
            InstantSource.system());
    ProbeHost host = new ProbeHost(machine, List.of(), probe -> Map.of());
    return ToolThread.call(
        () -> {
          try (LuaSandbox sandbox = new LuaSandbox(LuaLimits.DEFAULT, host)) {
            return String.valueOf(sandbox.compile(FILE, source).run().get(1));
          }
        });
  }
}
