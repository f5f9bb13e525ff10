// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuaSandboxTest {
  /** Little of everything but time, which a machine that builds may be short of itself. */
  private static final LuaLimits SMALL =
      new LuaLimits(Duration.ofSeconds(20), 1_000_000_000, 8 << 20, 100_000, 10, 100);

  private static Object run(String source) throws LuaFailure {
    return run(SMALL, source);
  }

  private static Object run(LuaLimits limits, String source) throws LuaFailure {
    return OwnThread.call(
        () -> {
          try (LuaSandbox sandbox = new LuaSandbox(limits, LuaHost.NOTHING)) {
            return sandbox.compile("test.lua", source).run().get(1);
          }
        });
  }

  @Test
  void resultsArePlainTrees() throws LuaFailure {
    assertThat(run("return { a = '476', b = 136, c = 0.5, d = { true, 'x\\0é' } }"))
        .isEqualTo(Map.of("a", "476", "b", 136L, "c", 0.5, "d", List.of(true, "x\0é")));
  }

  /** Its length may be any number behind which nothing is, and so that of its entries. */
  @Test
  void aTableWithHolesLosesNothing() throws LuaFailure {
    assertThat(run("local t = { 1, 2, nil, 4 }\nt.x = 5\nreturn t"))
        .isEqualTo(Map.of(1L, 1L, 2L, 2L, 4L, 4L, "x", 5L));
  }

  @Test
  void limitThatWasPassedIsToldWithItsPlace() {
    LuaLimits brief =
        new LuaLimits(Duration.ofMillis(200), 1_000_000_000, 8 << 20, 100_000, 10, 100);
    assertThatThrownBy(() -> run(brief, "local x = 1\nwhile true do\n  x = x + 1\nend"))
        .message()
        .matches("stopped: more than 200 ms \\(test\\.lua:[23]\\)");
    assertThatThrownBy(() -> run("local s = 'x'\nwhile true do s = s .. s end"))
        .message()
        .matches("stopped: more than \\d+ bytes of memory \\(test\\.lua:2\\)");
  }

  @Test
  void tracebackShowsTheScriptsOwnFramesOnly() {
    assertThatThrownBy(() -> run("local function f() error('no') end\nlocal x = f()\nreturn x"))
        .hasMessage(
            """
            test.lua:1: no
            stack traceback:
            \t[C]: in function 'error'
            \ttest.lua:1: in local 'f'
            \ttest.lua:2: in the script""");
  }

  @Test
  void errorNamesFileLineAndTraceback() {
    assertThatThrownBy(() -> run("local x\n\nreturn x.y"))
        .hasMessageContaining("test.lua:3: attempt to index a nil value (local 'x')")
        .hasMessageContaining("stack traceback");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
        "coroutine.wrap(function() while true do end end)()",
        "while true do pcall(coroutine.wrap(function() while true do end end)) end",
        "local function f() return coroutine.wrap(f)() end while true do pcall(f) end",
        "setmetatable({}, { __close = function() while true do end end })"
            + " do local x <close> = setmetatable({}, { __close = function() while true do end end }) end",
        "return table.sort({ 1, 2, 3 }, function() while true do end end)",
        "return (('x'):gsub('x', function() while true do end end))",
        "while true do local ok = load('while true do end') pcall(ok) end",
      })
  void runawayLoopIsStopped(String source) {
    // The stacks of coroutines within coroutines may fill 8 MiB before the time is over.
    LuaLimits roomy =
        new LuaLimits(Duration.ofMillis(200), 1_000_000_000, 64 << 20, 100_000, 10, 100);
    long start = System.nanoTime();
    assertThatThrownBy(() -> run(roomy, source))
        .isInstanceOfSatisfying(LuaFailure.class, it -> assertThat(it.isStopped()).isTrue())
        .hasMessageContaining("stopped: more than 200 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void instructionsAreLimited() {
    LuaLimits few = new LuaLimits(Duration.ofSeconds(5), 100_000, 8 << 20, 1000, 10, 100);
    assertThatThrownBy(() -> run(few, "while true do end"))
        .hasMessageContaining("more than 100000 instructions");
  }

  /** The last line, trimming, lines, names and values: what scripts write, on all of a file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text:match('([^\\n]*)\\n$')",
        "text:match('(.-)%s*$')",
        "text:match('^%s*(.-)%s*$')",
        "text:match('^(.*%S)%s*$')",
        "text:gsub('%s+$', '')",
        "text:gsub('^%s*(.-)%s*$', '%1')",
        "text:gsub('(.-)\\n', '')",
        "(text .. 'x'):rep(2):gsub('(.-)\\n', '')",
        "text:find('(%w+)%s*=%s*(%w+)')",
        "text:match('[^/]+$')",
        "text:match('(.+)/[^/]*$')",
        "text:match('(.-)(.-)=')",
        "(' '):rep(#text):match('(.-)%s*x')",
        "(' '):rep(#text):gsub('%s+$', '')",
        "('a'):rep(#text):find('%a+%d')",
      })
  void ordinaryPatternsTakeFewInstructionsOnLongTexts(String expression) throws LuaFailure {
    int bytes = 64_000;
    String text = "local text = ('some words of a log, here\\n\\n'):rep(" + bytes / 27 + ")\n";
    long used =
        OwnThread.call(
            () -> {
              try (LuaSandbox sandbox = new LuaSandbox(LuaLimits.DEFAULT, LuaHost.NOTHING)) {
                sandbox.compile("test.lua", text + "return #tostring(" + expression + ")").run();
                return sandbox.cost().instructions();
              }
            });
    assertThat(used).isLessThan(150L * bytes);
  }

  @Test
  void whatAReplacementTakesOfTheTextIsCountedOnce() throws LuaFailure {
    String source = "local s = ('some words\\n'):rep(200000) return #s:gsub('(%w+)', '<%1>')";
    assertThat(run(LuaLimits.DEFAULT, source)).isEqualTo(3_000_000L);
  }

  @Test
  void memoryIsLimited() {
    assertThatThrownBy(() -> run("local t = {} while true do t[#t + 1] = { #t } end"))
        .hasMessageContaining("bytes of memory");
    assertThatThrownBy(() -> run("return ('x'):rep(1 << 40)"))
        .hasMessageContaining("string too long");
  }

  @Test
  void resultIsLimited() {
    assertThatThrownBy(() -> run("return ('x'):rep(200000)")).hasMessageContaining("result is");
    assertThatThrownBy(() -> run("local t = {} t.t = t return t"))
        .hasMessageContaining("contains itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return java.import('java.lang.System')",
        "return luajava.newInstance('java.lang.Object')",
        "return require('java.lang.System.getenv')",
        "return package.loadlib('/lib/libc.so', 'system')",
        "return package.searchers[1]",
        "return os.execute('true')",
        "return os.remove('/nowhere')",
        "return io.open('/tmp/x', 'w')",
        "return io.open('/etc/passwd')",
        "return io.popen('true')",
        "return io.lines('/etc/passwd')",
        "return assert(load(string.dump(function() end)))",
        "return assert(load('\\27Lua'))",
        "return debug.getregistry()",
        "return setmetatable({}, { __gc = function() end })",
        "return getmetatable('').__index.dump(print)",
        "return getmetatable(io.input) or error('none')",
        "return collectgarbage('stop')",
        "return dofile('/etc/passwd')",
      })
  void wayOutIsClosed(String source) {
    assertThatThrownBy(() -> run(source)).isInstanceOf(LuaFailure.class);
  }

  @Test
  void coroutinesStillWork() throws LuaFailure {
    assertThat(
            run(
                """
                local function numbers(n)
                  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
                end
                local sum = 0
                for i in numbers(4) do sum = sum + i end
                local ok, message = pcall(coroutine.wrap(function() error("inside", 0) end))
                local hosted = coroutine.wrap(function() return pcall(require, "nothing") end)
                return { sum, ok, message, (hosted()) }
                """))
        .isEqualTo(List.of(10L, false, "inside", false));
  }

  @Test
  void namesOfLua51AreThere() throws LuaFailure {
    assertThat(run("return { unpack({ 7 }), loadstring('return 8')(), table.getn({ 1, 2 }) }"))
        .isEqualTo(List.of(7L, 8L, 2L));
    assertThat(run("return math.pow(2, 3)")).isEqualTo(8.0);
  }

  @Test
  void returnedFunctionIsRunFromThenOnAndKeepsItsState() throws LuaFailure {
    List<Object> runs =
        OwnThread.call(
            () -> {
              try (LuaSandbox sandbox = new LuaSandbox(SMALL, LuaHost.NOTHING)) {
                LuaSandbox.Script script =
                    sandbox.compile(
                        "counter.lua", "local n = 0 return function() n = n + 1 return n end");
                return List.of(script.run().get(1), script.run().get(1), script.run().get(1));
              }
            });
    assertThat(runs).isEqualTo(List.of(1L, 2L, 3L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\uFEFF", "#!/usr/bin/env lua\n", "\uFEFF#!/usr/bin/lua5.1\n", "# x\n"})
  void firstLineForTheShellAndByteOrderMarkAreNoLua(String start) throws LuaFailure {
    assertThat(run(start + "return 7")).isEqualTo(7L);
    int line = 1 + (int) start.chars().filter(c -> c == '\n').count();
    assertThatThrownBy(() -> run(start + "error('here')"))
        .hasMessageStartingWith("test.lua:" + line + ": here");
    assertThatThrownBy(() -> run(start + "\u001bLua")).isInstanceOf(LuaFailure.class);
  }

  @Test
  void whatARunPrintedIsKeptUpToALimit() throws LuaFailure {
    List<String> printed =
        OwnThread.call(
            () -> {
              try (LuaSandbox sandbox = new LuaSandbox(SMALL, LuaHost.NOTHING)) {
                LuaSandbox.Script script =
                    sandbox.compile(
                        "print.lua",
                        "local n = 0 return function() n = n + 1 print('run', n, nil, true, {} ~= {})"
                            + " io.stderr:write('e', 1, '\\n') io.stdout:write('o'):write('\\n')"
                            + " io.write('w') if n == 2 then error('no') end"
                            + " if n == 3 then for i = 1, 9999 do print(i) end end end");
                List<String> found = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                  try {
                    script.run();
                  } catch (LuaFailure e) {
                    found.add("failed");
                  }
                  found.add(sandbox.printed());
                }
                return found;
              }
            });
    assertThat(printed.subList(0, 3))
        .containsExactly(
            "run\t1\tnil\ttrue\ttrue\ne1\no\nw", "failed", "run\t2\tnil\ttrue\ttrue\ne1\no\nw");
    assertThat(printed.get(3)).startsWith("run\t3").endsWith("…").hasSizeLessThan(4_100);
  }

  @Test
  void bytecodeIsNoScript() {
    assertThatThrownBy(() -> run("\u001bLua")).hasMessageContaining("bytecode");
  }
}
