// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table {@code guards.txt} and the sandbox: the same functions, and none that goes on alone.
 */
@ResourceLock("the memory of the process")
class GuardsTest {
  /** Of two, of three and of four arguments, for each function. */
  private static final int CALLS_OF_EACH = Integer.getInteger("guards.calls", 150);

  /** For what would go on for ever. */
  private static final LuaLimits BRIEF = limits(Duration.ofMillis(100));

  /** For what ends by itself, on a machine that builds besides. */
  private static final LuaLimits PATIENT = limits(Duration.ofSeconds(30));

  /** One call may take long, and a machine that builds is slow; for ever is another thing. */
  private static final long MOST_MICROS = 3_000_000;

  private static final long MOST_KIB = 400 << 10;

  private static final LuaHost ANY_FILE =
      new LuaHost() {
        @Override
        public String resolve(String path) {
          return path;
        }
      };

  /** Calls a function with each of these, and with some of their pairs, triples and fours. */
  private static final String CALLS =
      """
      local big, list = ("a"):rep(300000), {}
      for i = 1, 3000 do list[i] = big end
      local file = io.open(path)
      local hostile = {
        0, -1, 2, -0.0, 0.5, 1e308, 0/0, 1/0, -1/0, 1 << 40, math.maxinteger, math.mininteger,
        "", "1", "1e9", "9000000000000000000", "-9000000000000000000", "0x7fffffffffffffff", big, ("("):rep(3000),
        "%99.99f%99d%q%s", "%c%c%c%c", "c1000000000", "!16Xi16s8", "(.-)(.-)(.-)x", ("a?"):rep(30) .. ("a"):rep(30), "%b()", "*a",
        {}, list, setmetatable({}, { __index = function() return big end }),
        setmetatable({}, { __len = function() return math.maxinteger end, __index = function() return 1 end }),
        setmetatable({}, { __call = function() return big end, __tostring = function() return big end, __name = big }),
        os.clock, math.random, rawequal, string.rep, function() return big end, coroutine.create(print), true, file,
      }
      local n, number = #hostile, 0
      local function try(...)
        number = number + 1
        if number < first then return end
        at(number)
        local f = name:match("^file:") and file[name:sub(6)] or _G
        if f == _G then for part in name:gmatch("[^.]+") do f = f[part] end end
        if name:match("^file:") then pcall(f, file, ...) else pcall(f, ...) end
        if io.type(file) ~= "file" then file = io.open(path) end
      end
      try()
      for i = 1, n do try(hostile[i]) end
      local seed = 7
      local function any()
        seed = (seed * 1103515245 + 12345) % 2147483648
        return hostile[seed // 65536 % n + 1]
      end
      for _ = 1, calls do
        try(any(), any())
        try(any(), any(), any())
        try(any(), any(), any(), any())
      end
      return number
      """;

  @TempDir Path folder;
  private Path file;

  private static LuaLimits limits(Duration time) {
    return new LuaLimits(time, 1L << 40, 16L << 20, 1 << 20, 100, 100_000);
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("seen"), "one 1\ntwo 2\n");
  }

  /** By name, what guards.txt says. */
  static Map<String, String> guards() throws IOException {
    try (InputStream in = GuardsTest.class.getResourceAsStream("guards.txt")) {
      Map<String, String> guards = new TreeMap<>();
      new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> {
                String[] parts = line.split("\\s+", 2);
                guards.put(parts[0], parts[1]);
              });
      return guards;
    }
  }

  private Object run(String source, Map<String, Object> globals, LuaFunction at) throws LuaFailure {
    return OwnThread.call(
        () -> {
          try (LuaSandbox sandbox = new LuaSandbox(PATIENT, ANY_FILE)) {
            sandbox.define("path", file.toString());
            globals.forEach(sandbox::define);
            sandbox.define("at", at);
            return sandbox.compile("guards.lua", source).run().get(1);
          }
        });
  }

  private Object run(String source) throws LuaFailure {
    return run(source, Map.of(), arguments -> null);
  }

  @Test
  void everyFunctionOfTheSandboxIsInTheTableAndNoOther() throws Exception {
    Object found =
        run(
            """
            at = nil
            local found, seen = {}, { [_G] = true, [package] = true, [io.stdout] = true }
            assert(io.stderr == io.stdout)
            local function look(prefix, functions)
              for name, value in next, functions do
                if type(value) == "function" then
                  found[#found + 1] = prefix .. name
                elseif type(value) == "table" and not seen[value] then
                  seen[value] = true
                  look(prefix .. name .. ".", value)
                end
              end
            end
            look("", _G)
            look("string.", getmetatable("").__index)
            look("io.stdout.", io.stdout)
            local file = io.open(path)
            assert(getmetatable(file) == false)
            for _, name in ipairs { "close", "flush", "lines", "read", "seek", "setvbuf", "write" } do
              assert(type(file[name]) == "function", name)
              found[#found + 1] = "file:" .. name
            end
            return found
            """);
    Set<String> names = new TreeSet<>();
    ((List<?>) Objects.requireNonNull(found)).forEach(name -> names.add(name.toString()));
    assertThat(guards().keySet()).containsExactlyElementsOf(names);
  }

  @Test
  @Tag("slow")
  void hostileArgumentsNeitherTakeTheProcessNorATimeOfTheirOwn() throws Exception {
    long before = kib("VmHWM");
    for (String name : guards().keySet()) {
      AtomicLong last = new AtomicLong();
      long first = 1;
      boolean done = false;
      while (!done) {
        AtomicLong used = new AtomicLong();
        long from = first;
        try {
          OwnThread.call(
              () -> {
                try {
                  return calls(name, from, last);
                } finally {
                  used.set(cpuMicros());
                }
              });
          done = true;
        } catch (LuaFailure e) {
          assertThat(e.isStopped()).as(name + " " + last + ": " + e.getMessage()).isTrue();
        }
        assertThat(used.get()).as("%s, call %d", name, last.get()).isLessThan(MOST_MICROS);
        assertThat(kib("VmHWM") - before).as("%s, call %d", name, last.get()).isLessThan(MOST_KIB);
        first = last.get() + 1;
      }
    }
  }

  private Object calls(String name, long first, AtomicLong last) throws LuaFailure {
    try (LuaSandbox sandbox = new LuaSandbox(BRIEF, ANY_FILE)) {
      sandbox.define("path", file.toString());
      sandbox.define("name", (Object) name);
      sandbox.define("first", (Object) first);
      sandbox.define("calls", (Object) CALLS_OF_EACH);
      sandbox.define(
          "at",
          arguments -> {
            last.set((Long) Objects.requireNonNull(arguments.getFirst()));
            return null;
          });
      return sandbox.compile("guards.lua", CALLS).run().get(1);
    }
  }

  /** Of this thread, which {@link OwnThread} has just begun. */
  private static long cpuMicros() throws IOException {
    return Long.parseLong(
            Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ", -1)[0])
        / 1000;
  }

  private static long kib(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.open(path):read(1 << 40)",
        "io.open(path):read(math.maxinteger)",
        "io.open(path):read(1e18)",
        "io.open(path):lines(1 << 40)()",
        "io.lines(path, 1 << 40)()",
        "(function() io.input(path) return io.read(1 << 40) end)()",
      })
  void sizeToReadIsNoSizeToAllocate(String expression) throws LuaFailure {
    assertThat(run("return " + expression)).isEqualTo("one 1\ntwo 2\n");
  }

  @Test
  void fileLargerThanAStringMayBeIsReadByLinesAndNotWhole() throws Exception {
    String line = "x".repeat(9_999) + "\n";
    Files.writeString(file, line.repeat(1_000));
    assertThat(run("local n = 0 for l in io.lines(path) do n = n + #l end return n"))
        .isEqualTo(9_999_000L);
    assertThat(
            run("local f, n = io.open(path), 0 for l in f:lines('L') do n = n + #l end return n"))
        .isEqualTo(10_000_000L);
    assertThat(run("local f = io.open(path) return { #f:read('L'), #f:read(20), #f:read('l') }"))
        .isEqualTo(List.of(10_000L, 20L, 9_979L));
    assertThatThrownBy(() -> run("return #io.open(path):read('a')"))
        .hasMessageContaining("string too long");
    Files.writeString(file, "x".repeat(10_000_000));
    assertThatThrownBy(() -> run("return #io.open(path):read('l')"))
        .hasMessageContaining("string too long");
    assertThat(run("return #io.open(path):read(5000000)")).isEqualTo(5_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table.move({}, '1', '9000000000000000000', 1)",
        "table.move({}, 1, 1e18, 1)",
        "table.concat({ 1, 2, 3, 4, 5, 6, 7, 8 }, ('x'):rep(4000000))",
        "string.rep('x', '1e15')",
        "string.rep('x', 0x7fffffff, ('y'):rep(100))",
        "string.format(('%99.99f'):rep(200), table.unpack({}, 1, 100000))",
        "os.date(('%c'):rep(1 << 20))",
        "(('x'):rep(4000000):gsub('x', 123456789012345))",
        "string.pack('c9000000000000000000', 'x')",
      })
  void whatWouldFillTheMemoryIsRefusedBefore(String expression) {
    assertThatThrownBy(() -> run("return " + expression))
        .isInstanceOfSatisfying(LuaFailure.class, it -> assertThat(it.isStopped()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return ('a'):rep(100000):find('.-.-.-b')",
        "return ('a'):rep(60):find(('a?'):rep(40) .. ('a'):rep(80))",
        "return ('a'):rep(300000):match('a*a*a*b')",
        "return ('('):rep(1000000):find('%b()')",
        "return ('a'):rep(1000000):find('%a+%d')",
        "return ('a'):rep(100000):gsub('(.-)(.-)b', '%1')",
        "for _ in ('a'):rep(100000):gmatch('(.-)(.-)b') do end",
        "return ('a'):rep(4000000):find(('a'):rep(2000000) .. 'b', 1, true)",
        "return ('a'):rep(4000000):find(('a'):rep(2000000) .. 'b')",
        "return load(os.clock)",
        "return load(math.random)",
        "local t, s = {}, ('x'):rep(1000000) for i = 1, 500000 do t[i] = s end t[1] = s .. 1"
            + " t[2] = s .. 2 table.sort(t) return 1",
        "local s = ('0'):rep(8000000) while true do local x = s + 1 end",
        "local t = {} for i = 1, 300000 do t[i] = i end while true do collectgarbage() end",
        "local t = {} for i = 1, 200000 do t[i] = i end for i = 1, 200000 do t[i] = nil end"
            + " while next(t) == nil do end",
      })
  void whatWouldTakeForEverIsStopped(String source) throws Exception {
    AtomicLong used = new AtomicLong();
    String outcome;
    try {
      OwnThread.call(
          () -> {
            try (LuaSandbox sandbox = new LuaSandbox(BRIEF, ANY_FILE)) {
              return sandbox.compile("guards.lua", source).run().get(1);
            } finally {
              used.set(cpuMicros());
            }
          });
      outcome = "returned";
    } catch (LuaFailure e) {
      outcome = String.valueOf(e.getMessage());
    }
    assertThat(outcome)
        .matches(
            it ->
                it.equals("returned")
                    || it.startsWith("stopped: more than ")
                    || it.contains("compile"));
    assertThat(used.get()).as(outcome).isLessThan(MOST_MICROS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          table.concat({ 1, 2, 3 }, 5, '2', 3.0)     | 253
          table.concat({ 'a', 'b' }, ', ')           | a, b
          #table.move({ 1, 2, 3 }, '1', '3', '2')    | 4
          select('#', table.unpack({}, '1', 3.0))    | 3
          ('x'):rep('3')                             | xxx
          (12):rep(2) == nil                         | `attempt to index a number value`
          (('a b'):gsub(' ', 7))                     | a7b
          load(coroutine.wrap(function() coroutine.yield('return ') coroutine.yield(7) end))() | 7
          """)
  void argumentsInOtherFormsMeanWhatTheyMeanToLua(String expression, String expected) {
    try {
      assertThat(run("return tostring(" + expression + ")")).isEqualTo(expected);
    } catch (LuaFailure e) {
      assertThat(e.getMessage()).contains(expected);
    }
  }
}
