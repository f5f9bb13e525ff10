// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.machine.TextFile;
import org.domestik.lua.LuaFunction;
import org.domestik.lua.LuaHost;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** What the sandbox of one probe gets from outside: a machine, libraries, its settings. */
public final class ProbeHost implements LuaHost {
  private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");

  /** By the first part of a module's name: posix.unistd and the like are parts of posix. */
  private static final Map<String, String> BUNDLED =
      Map.of(
          "posix", "posix.lua",
          "lfs", "lfs.lua",
          "rates", "rates.lua",
          "json", "json.lua",
          "cjson", "json.lua");

  private final Machine machine;
  private final List<Path> libraries;
  private final Function<String, Map<String, Object>> settings;
  private long runs;

  /**
   * @param libraries folders of the probe's own modules
   * @param settings gives a probe's settings by the name its description gives, possibly empty
   */
  public ProbeHost(
      Machine machine, List<Path> libraries, Function<String, Map<String, Object>> settings) {
    this.machine = machine;
    this.libraries = libraries;
    this.settings = settings;
  }

  /** Whether {@code require} takes a name, which names a folder's module too. */
  static boolean isModule(String name) {
    return MODULE.matcher(name).matches();
  }

  @Override
  public void begins() {
    runs++;
  }

  @Override
  public @Nullable String resolve(String path) {
    return machine.open(path);
  }

  @Override
  public Map<String, Map<String, Object>> captured(String name) {
    return Map.of("settings", settings.apply(name));
  }

  @Override
  public @Nullable Source library(String name) {
    if (!isModule(name)) {
      throw new BadInput("\"" + name + "\" is no name of a module");
    }
    String file = name.replace('.', '/') + ".lua";
    for (Path folder : libraries) {
      Path path = folder.resolve(file);
      if (Files.isRegularFile(path)) {
        try {
          return new Source("lib/" + file, TextFile.script(path));
        } catch (IOException e) {
          throw new BadInput(path + " cannot be read: " + e.getMessage(), e);
        }
      }
    }
    String bundled = BUNDLED.get(name.split("\\.", -1)[0]);
    return bundled == null ? null : bundled(bundled);
  }

  private static Source bundled(String file) {
    try (InputStream in = ProbeHost.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return new Source(file, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, LuaFunction> functions() {
    Map<String, LuaFunction> functions = new HashMap<>();
    functions.put("run", arguments -> runs);
    functions.put("now", arguments -> machine.now());
    functions.put("steady", arguments -> machine.steady());
    functions.put("boot", arguments -> machine.boot());
    functions.put("getenv", of(machine::variable));
    functions.put("fact", of(machine::fact));
    functions.put("list", of(machine::list));
    functions.put("stat", of(path -> machine.stat(path, true)));
    functions.put("lstat", of(path -> machine.stat(path, false)));
    functions.put("statvfs", of(machine::statvfs));
    functions.put("command", of(this::command));
    return functions;
  }

  private LuaFunction.Results command(String line) {
    Machine.Output output = machine.command(line);
    return new LuaFunction.Results(List.of(output.text(), output.exit()));
  }

  /** A function of one text. */
  private static LuaFunction of(Function<String, @Nullable Object> answer) {
    return (List<@Nullable Object> arguments) -> answer.apply(text(arguments, 0));
  }

  private static String text(List<@Nullable Object> arguments, int index) {
    if (index < arguments.size() && arguments.get(index) instanceof String text) {
      return text;
    }
    throw new BadInput("bad argument #" + (index + 1) + " (string expected)");
  }
}
