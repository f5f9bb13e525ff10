// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.JFunction;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.LuaException;
import party.iroiro.luajava.lua54.Lua54;

/**
 * One Lua state that runs one script, again and again, within limits.
 *
 * <p>To be used by one thread at a time, whose stack is at least {@link #STACK_BYTES}: native Lua
 * has no guard of its own, and a smaller stack takes the whole process with it.
 */
public final class LuaSandbox implements AutoCloseable {
  /** The stack a thread needs that calls a sandbox. */
  public static final long STACK_BYTES = 2L << 20;

  private final Lua54 lua;
  private final LuaValues values;
  private final int run;
  private final int bind;
  private final int capture;
  private final int repeating;
  private final int untilCaptured;
  private final int assignments;
  private LuaCost cost = LuaCost.NONE;
  private String printed = "";

  public LuaSandbox(LuaLimits limits, LuaHost host) {
    this.lua = Natives.newState();
    lua.openLibraries();
    this.values = new LuaValues(lua);
    Prelude.load(lua);
    pushHost(host);
    lua.push(
        Map.of(
            "instructions", limits.instructions(),
            "memory", limits.memoryBytes(),
            "output", limits.outputBytes(),
            "files", limits.files(),
            "opens", limits.opens(),
            "millis", limits.time().toMillis()),
        Lua.Conversion.FULL);
    lua.pCall(2, 6);
    assignments = lua.ref();
    untilCaptured = lua.ref();
    repeating = lua.ref();
    capture = lua.ref();
    bind = lua.ref();
    run = lua.ref();
    lua.gc(); // What compiling left behind would stay as long as the agent runs.
  }

  private void pushHost(LuaHost host) {
    lua.newTable();
    lua.push(LuaSandbox::now);
    lua.setField(-2, "now");
    field("resolve", arguments -> resolved(host, text(arguments)));
    field(
        "library",
        arguments -> {
          LuaHost.Source source = host.library(text(arguments));
          return source == null
              ? null
              : new LuaFunction.Results(List.of(plain(source.text()), "@" + source.name()));
        });
    field(
        "captured",
        arguments -> host.captured(arguments.getFirst() instanceof String it ? it : ""));
    lua.newTable();
    host.functions().forEach(this::field);
    lua.setField(-2, "functions");
  }

  private static @Nullable Object resolved(LuaHost host, String path) {
    try {
      return host.resolve(path);
    } catch (PermissionDenied e) {
      return new LuaFunction.Results(Arrays.asList(null, e.getMessage()));
    }
  }

  // No reading of a clock in the sense of a date: what a run may take is counted on it.
  private static int now(Lua state) {
    state.push(System.nanoTime());
    return 1;
  }

  private static String text(List<@Nullable Object> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof String text) {
      return text;
    }
    throw new BadInput("a string is expected");
  }

  private void field(String name, LuaFunction function) {
    lua.push(wrap(function));
    lua.setField(-2, name);
  }

  /** Makes a Java function a global of the script. */
  public void define(String name, LuaFunction function) {
    lua.refGet(bind);
    lua.push(wrap(function));
    lua.pCall(1, 1);
    lua.setGlobal(name);
  }

  /** Makes a plain tree a global of the script. */
  public void define(String name, Object tree) {
    values.push(lua, tree);
    lua.setGlobal(name);
  }

  /** Never throws: an exception would leave its Java object in the script's hands. */
  private JFunction wrap(LuaFunction function) {
    return state -> {
      try {
        Object result = function.call(LuaValues.arguments(state));
        state.push(true);
        if (result instanceof LuaFunction.Results(List<@Nullable Object> several)) {
          several.forEach(value -> values.push(state, value));
          return 1 + several.size();
        }
        values.push(state, result);
        return 2;
      } catch (BadInput | PermissionDenied e) {
        return failed(state, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        return failed(state, e.toString());
      }
    };
  }

  private int failed(Lua state, String message) {
    state.push(false);
    values.push(state, message);
    return 2;
  }

  /**
   * Makes a global function that keeps the table it is called with; {@link Script#run} then returns
   * it first, in a map by this name.
   */
  public void capture(String name) {
    capture(name, false);
  }

  private void capture(String name, boolean last) {
    lua.refGet(capture);
    lua.push(name);
    lua.push(last);
    lua.pCall(2, 0);
  }

  /**
   * Compiles a script. Each run returns what was captured (and, under its name and {@code " line"},
   * where), then the script's first two results, and the line where the function begins that gave
   * them, if it is not the whole script; a script that returns a function is from then on that
   * function.
   *
   * @param name shown in errors, for example {@code load.lua}
   */
  public Script compile(String name, String source) throws LuaFailure {
    return prepare(repeating, name, source);
  }

  /** Compiles a script whose run ends where it calls the global {@code function}. */
  Script compileUntil(String function, String name, String source) throws LuaFailure {
    capture(function, true);
    return prepare(untilCaptured, name, source);
  }

  private Script prepare(int how, String name, String source) throws LuaFailure {
    try {
      lua.refGet(how);
      load(ByteText.bytes(plain(source)), name);
      lua.pCall(1, 1);
      return new Script(lua.ref());
    } catch (LuaException e) {
      throw new LuaFailure(String.valueOf(e.getMessage()), false);
    }
  }

  /** Compiles assignments; a run returns one map of them. No function can be reached from them. */
  Script compileAssignments(String name, String source) throws LuaFailure {
    try {
      lua.refGet(assignments);
      values.push(lua, plain(source));
      values.push(lua, "@" + name);
      lua.pCall(2, 1);
      return new Script(lua.ref());
    } catch (LuaException e) {
      throw new LuaFailure(String.valueOf(e.getMessage()), false);
    }
  }

  /** As the lua program reads a file: without a byte order mark and a first line for the shell. */
  private static String plain(String source) {
    String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
    if (!text.startsWith("#")) {
      return text;
    }
    int end = text.indexOf('\n');
    return end < 0 ? "" : text.substring(end); // The line's end stays: lines keep their numbers.
  }

  private void load(byte[] source, String name) {
    if (source.length > 0 && source[0] == 0x1b) {
      // Lua does not check bytecode: crafted, it crashes the process.
      throw new LuaException(LuaException.LuaError.SYNTAX, name + ": is bytecode, not text");
    }
    Prelude.load(lua, source, name);
  }

  /** What the latest run used. */
  public LuaCost cost() {
    return cost;
  }

  /** What the latest run printed; at most some thousand characters. */
  public String printed() {
    return printed;
  }

  @Override
  public void close() {
    lua.close();
  }

  /** A compiled function of this sandbox. */
  public final class Script {
    private final int function;

    Script(int function) {
      this.function = function;
    }

    /**
     * Runs the function under the limits and returns its results, one entry each.
     *
     * @throws LuaFailure with file, line and traceback if it raised an error or passed a limit
     */
    public List<@Nullable Object> run() throws LuaFailure {
      long start = System.nanoTime();
      lua.refGet(run);
      lua.refGet(function);
      try {
        lua.pCall(1, 6);
      } catch (LuaException e) {
        // Not even the sandbox's own part found the memory it wanted.
        throw new LuaFailure("stopped: " + e.getMessage(), true);
      }
      long micros = (System.nanoTime() - start) / 1000;
      printed = new String(LuaValues.bytes(lua, -1), UTF_8);
      cost = new LuaCost(micros, lua.toInteger(-4), lua.toInteger(-3), lua.toInteger(-2));
      String outcome = lua.toString(-6);
      byte[] result = LuaValues.bytes(lua, -5);
      lua.pop(6);
      if ("ok".equals(outcome)) {
        return Trees.read(result);
      }
      throw new LuaFailure(ByteText.readable(ByteText.of(result)), "stopped".equals(outcome));
    }
  }
}
