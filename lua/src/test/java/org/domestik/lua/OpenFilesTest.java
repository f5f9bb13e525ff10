// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At most 10 files at once and 100 in all are opened in a run here. */
class OpenFilesTest {
  private static final LuaLimits LIMITS =
      new LuaLimits(Duration.ofSeconds(5), 50_000_000, 16L << 20, 1L << 20, 10, 100);
  private static final LuaHost ANY_FILE =
      new LuaHost() {
        @Override
        public String resolve(String path) {
          return path;
        }
      };

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("seen"), "1\n2\n");
  }

  /** The first results of so many runs, and how many files the process had open after each. */
  private List<Object> run(int runs, String source) throws LuaFailure {
    return OwnThread.call(
        () -> {
          List<Object> results = new ArrayList<>();
          try (LuaSandbox sandbox = new LuaSandbox(LIMITS, ANY_FILE)) {
            sandbox.define("path", file.toString());
            LuaSandbox.Script script = sandbox.compile("test.lua", source);
            for (int i = 0; i < runs; i++) {
              results.add(script.run().get(1));
              assertThat(open()).isZero();
            }
          }
          return results;
        });
  }

  private long open() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::isTheFile).count();
    }
  }

  private boolean isTheFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // The listing's own, closed by now.
    }
  }

  @Test
  void filesHeldOpenAreLimitedAndTheErrorHasItsLine() {
    assertThatThrownBy(
            () -> run(1, "local held = {}\nfor i = 1, 11 do\nheld[i] = io.open(path)\nend"))
        .hasMessageStartingWith(
            "test.lua:3: more than 10 files open at once; close each when it is read");
    assertThatThrownBy(
            () -> run(1, "local held = {}\nfor i = 1, 11 do held[i] = io.lines(path) end"))
        .hasMessageStartingWith("test.lua:2: more than 10 files open at once");
  }

  @Test
  void refusalHasTheScriptsLine() {
    assertThatThrownBy(() -> run(1, "local x\nx = io.open(path, 'w')"))
        .hasMessageStartingWith("test.lua:2: io.open(");
    assertThatThrownBy(() -> run(1, "local x\nfor l in io.lines(1) do end"))
        .hasMessageStartingWith("test.lua:2: bad argument #1");
  }

  @Test
  void filesClosedOrLostDoNotCount() throws LuaFailure {
    assertThat(run(1, "for i = 1, 90 do io.open(path):close() end return 1")).containsExactly(1L);
    assertThat(run(1, "for i = 1, 90 do io.open(path):read() end return 1")).containsExactly(1L);
    assertThat(run(1, "for i = 1, 90 do for _ in io.lines(path) do end end return 1"))
        .containsExactly(1L);
  }

  @Test
  void filesOpenedInOneRunAreLimited() throws LuaFailure {
    String reading = "return function() for i = 1, %d do io.open(path):close() end return 1 end";
    assertThat(run(3, reading.formatted(100))).containsExactly(1L, 1L, 1L);
    assertThatThrownBy(() -> run(1, reading.formatted(101)))
        .hasMessageStartingWith("test.lua:1: more than 100 files opened in one run");
  }

  @Test
  void whatAScriptLeavesOpenIsClosedAtTheEndOfItsRun() throws LuaFailure {
    String keeping =
        "local held = {} return function() local n = #held held[n + 1] = io.open(path)"
            + " return held[n] and io.type(held[n]) or 'none' end";
    assertThat(run(3, keeping)).containsExactly("none", "closed file", "closed file");
  }
}
