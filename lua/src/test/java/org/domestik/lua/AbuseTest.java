// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Scripts that mean harm, again and again in one process: each is stopped, the process lives.
 *
 * <p>200 runs in the build; {@code -Dabuse.runs=10000} is the soak, whose report is printed.
 */
@Tag("slow")
@ResourceLock("the memory of the process")
class AbuseTest {
  private static final int RUNS = Integer.getInteger("abuse.runs", 100);
  private static final long LIMIT_MILLIS = 50;
  private static final long BOUND_MILLIS = 100;
  private static final LuaLimits LIMITS =
      new LuaLimits(Duration.ofMillis(LIMIT_MILLIS), 1L << 40, 16L << 20, 1 << 20, 100, 100_000);

  private static final List<String> LOOPS =
      List.of(
          "while true do end",
          "while true do pcall(function() while true do end end) end",
          "while true do xpcall(function() while true do end end, function() while true do end end) end",
          "coroutine.wrap(function() while true do end end)()",
          "while true do pcall(coroutine.wrap(function() while true do end end)) end",
          "local t = setmetatable({}, { __index = function(t, k) while true do end end }) return t.x",
          "return table.sort({ 1, 2, 3 }, function() while true do end end)",
          "return (('x'):gsub('x', function() while true do end end))",
          "while true do local f = load('while true do end') pcall(f) end",
          "goto a ::a:: goto a",
          "local x <close> = setmetatable({}, { __close = function() while true do end end })",
          "repeat local s = ('ab'):rep(1000):gsub('a', 'b') until false",
          "while true do local t = {} for i = 1, 100 do t[i] = tostring(i) end end",
          // Where C has no room left for a call, a hook fails instead of looking at the limits.
          "local function spin() while true do pcall(spin) end end spin()",
          "local function spin() while true do coroutine.wrap(spin)() end end"
              + " while true do pcall(spin) end",
          "local function f() return (string.gsub('x', 'x', f)) end"
              + " while true do xpcall(f, function() while true do end end) end",
          "local function f() for i = 1, 9 do end return (string.gsub('x', 'x', f)) end"
              + " local co = coroutine.create(function() local x <close> = setmetatable({},"
              + " { __close = function() while true do end end }) f() end)"
              + " coroutine.resume(co) coroutine.close(co) while true do end",
          "local function spin() local x <close> = setmetatable({}, { __close = function()"
              + " error('other', 0) end }) while true do pcall(spin) end end spin()",
          "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k)"
              + " while true do pcall(function() return t[k + 1] end) end end return t[1]",
          // Calls that take long and do return.
          "local s = ('a'):rep(4000) while true do s:find('.-b') end",
          "local s = ('a'):rep(4000000) while true do utf8.len(s) end",
          "local s = ('a'):rep(1000000) while true do s:upper() end",
          "local s = ('x=1 '):rep(10000) while true do load(s) end",
          "local s = ('a'):rep(100000) while true do s:gsub('a', 'b') end",
          "local t = {} for i = 1, 20000 do t[i] = i * 7919 % 20011 end"
              + " while true do local c = table.pack(table.unpack(t)) table.sort(c) end");

  private static final List<String> OTHERS =
      List.of(
          "local function f() return 1 + f() end return f()",
          "local function f() return pcall(f) end return f()",
          "local function f() return coroutine.wrap(f)() end while true do pcall(f) end",
          "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x",
          "local t = {} t = setmetatable(t, { __tostring = function() return tostring(t) end })"
              + " return tostring(t)",
          "local t = {} while true do t[#t + 1] = { #t } end",
          "local t = {} for i = 1, 1 << 40 do t[i] = i end",
          "return ('x'):rep(1 << 40)",
          "local s = ('x'):rep(1000) while true do s = s .. s end",
          "local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end",
          "return select('#', table.unpack({}, 1, 1e7))",
          "return table.concat(setmetatable({}, { __len = function() return 1 << 50 end }))",
          "local t = {} for i = 1, 300 do t = { t } end return t",
          "return string.format('%99.99f', 1e300):rep(1e6)",
          "return ('a'):rep(1e6):gsub('', ('b'):rep(1e5))",
          "return load(('('):rep(1e6) .. '1' .. (')'):rep(1e6))",
          "return load('return ' .. ('1 + '):rep(1e6) .. '1')()",
          "return utf8.char(table.unpack({ 1, 2, 3 })):rep(1e9)",
          "error(setmetatable({}, { __tostring = function() error('again') end }))",
          "local co co = coroutine.wrap(function() return co() end) return co()",
          "return string.rep('', 1 << 60)",
          "return table.move({}, 1, 1 << 50, 2)",
          "table.insert(setmetatable({}, { __len = function() return 1 << 50 end }), 1, 1)",
          "return string.pack('c1000000000', 'x')",
          "local s, t = ('x'):rep(4 << 20), {} for i = 1, 200 do t[i] = s end"
              + " return string.format(('%s'):rep(200), table.unpack(t))",
          "local s, n, t = ('x'):rep(4 << 20), 0, {} for i = 1, 200 do t[i] = s end"
              + " return table.concat(setmetatable(t, { __len = function() n = n + 1"
              + " return n == 1 and 0 or 200 end }))",
          "error(('x'):rep(4 << 20))",
          "local t = {} for i = 1, 60000 do t[i] = { [1.5] = true } end return t",
          "local t = {} for i = 1, 30000 do t['k' .. i] = { v = i + 0.1 } end return t");

  private static final String DOUBLING = "local s = 'x' while true do s = s .. s end";

  /**
   * @param waitedMicros of the whole run, how long its thread was ready and had no processor
   */
  private record Stop(long overshootMicros, long waitedMicros, String outcome) {}

  /** How long after its limit a script was stopped; what else it came to. */
  private static Stop run(String source) {
    long start = System.nanoTime();
    String outcome;
    AtomicLong waited = new AtomicLong();
    try {
      outcome =
          OwnThread.call(
              () -> {
                try (LuaSandbox sandbox = new LuaSandbox(LIMITS, LuaHost.NOTHING)) {
                  sandbox.compile("abuse.lua", source).run();
                  return "returned";
                } finally {
                  waited.set(waitedMicros());
                }
              });
    } catch (LuaFailure e) {
      outcome = e.isStopped() ? "stopped" : "failed";
    }
    long micros = (System.nanoTime() - start) / 1000 - LIMIT_MILLIS * 1000;
    return new Stop(micros, waited.get(), outcome);
  }

  /** How long this thread was ready since its start and others had the processor. */
  private static long waitedMicros() throws IOException {
    String[] numbers = Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ", -1);
    return Long.parseLong(numbers[1]) / 1000;
  }

  @Test
  void runawayLoopsStopWithinTheBoundAndTheProcessLives() throws IOException {
    run(LOOPS.getFirst()); // Loading the library is no part of it.
    long before = rssKib();
    List<Long> late = new ArrayList<>();
    List<Long> ours = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < RUNS; i++) {
      Stop stop = run(LOOPS.get(i % LOOPS.size()));
      assertThat(stop.outcome()).as(LOOPS.get(i % LOOPS.size())).isEqualTo("stopped");
      late.add(stop.overshootMicros());
      ours.add(stop.overshootMicros() - stop.waitedMicros());
      Stop other = run(OTHERS.get(i % OTHERS.size()));
      failed += other.outcome().equals("returned") ? 0 : 1;
    }
    long[] sorted = late.stream().mapToLong(Long::longValue).sorted().toArray();
    long[] own = ours.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "abuse: %d of them more than %d ms; less what they waited for a processor: p99 %.1f ms,"
            + " max %.1f%n",
        late.stream().filter(it -> it > BOUND_MILLIS * 1000).count(),
        BOUND_MILLIS,
        at(own, 0.99),
        at(own, 1));
    System.out.printf(
        "abuse: %d loops stopped after their limit: p50 %.1f ms, p95 %.1f, p99 %.1f, max %.1f;"
            + " %d others, %d refused; RSS %d MiB before, %d after%n",
        RUNS,
        at(sorted, 0.5),
        at(sorted, 0.95),
        at(sorted, 0.99),
        at(sorted, 1),
        RUNS,
        failed,
        before >> 10,
        rssKib() >> 10);
    // A machine that builds is no place for a stricter bound; the soak prints the distribution.
    assertThat(at(sorted, 0.5)).isLessThan(BOUND_MILLIS);
  }

  @Test
  void eightThatDoubleAStringAtOnceAreStoppedBeforeTheyFillTheMachine() throws Exception {
    run(DOUBLING);
    long most = 0;
    for (int round = 0; round < Math.max(1, RUNS / 100); round++) {
      List<Thread> threads = new ArrayList<>();
      List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 8; i++) {
        threads.add(Thread.ofPlatform().start(() -> outcomes.add(run(DOUBLING).outcome())));
      }
      for (Thread thread : threads) {
        most = Math.max(most, rssKib());
        thread.join();
      }
      assertThat(outcomes).hasSize(8).containsOnly("stopped");
    }
    System.out.printf("abuse: eight doublings at once: at most %d MiB seen%n", most >> 10);
    assertThat(most >> 10).isLessThan(1500);
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1000.0;
  }

  private static long rssKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
