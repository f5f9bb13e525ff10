// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.agent.config.ConfigFile;
import org.domestik.agent.config.Paths;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.FileStatus;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.machine.PathText;
import org.domestik.lua.PermissionDenied;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * A recorded or made-up machine: files below {@code root/}, everything else in {@code host.lua}.
 *
 * <p>A script run several times sees {@code root2/} in its second run, {@code root3/} in its third;
 * what is not there is still as it was. The clock moves 10 s from run to run.
 */
final class CaseMachine implements Machine {
  /** 2026-11-22T10:00:00Z, the time of a case that gives none. */
  private static final double NOW = 1_795_341_600;

  private static final double STEP = 10;
  private static final Map<String, Object> FACTS =
      Map.of("pid", 4242L, "ppid", 1L, "hostname", "testhost", "cpus", 2L, "machine", "x86_64");

  private static final List<String> TABLES =
      List.of(
          "facts",
          "variables",
          "commands",
          "exits",
          "lists",
          "stats",
          "links",
          "statvfs",
          "refusals");

  private final Path folder;
  private final Map<String, Object> host;
  private final AllowList allowed;
  private int run = 1;

  /** Reads the case in a folder. */
  CaseMachine(Path folder) {
    this.folder = folder;
    Path file = folder.resolve("host.lua");
    this.host = Files.exists(file) ? ConfigFile.read(file) : Map.of();
    Settings reader = new Settings(file.toString(), host);
    this.allowed = new AllowList(Paths.whole(reader, "read"));
    for (String table : TABLES) {
      reader.table(table);
    }
    reader.table("settings");
    reader.text("script");
    requireTimes(reader, "now");
    requireTimes(reader, "steady");
    reader.texts("boot");
    reader.finish();
  }

  private static void requireTimes(Settings reader, String key) {
    Object value = reader.any(key);
    List<?> times =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    for (Object time : times) {
      if (!(time instanceof Number)) {
        throw reader.fault(key, "expected seconds, or a list of them, found " + value);
      }
    }
  }

  /** How often a script has to run to see all of the case. */
  int runs() {
    int runs = 1;
    while (Files.isDirectory(folder.resolve("root" + (runs + 1)))) {
      runs++;
    }
    return runs;
  }

  /** Goes on to what the next run sees. */
  void advance() {
    run++;
  }

  Map<String, Object> settings() {
    return table("settings");
  }

  private Map<String, Object> table(String name) {
    Map<String, Object> table = new HashMap<>();
    if (host.get(name) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> table.put(key.toString(), value));
    }
    return table;
  }

  private @Nullable Path find(String path) {
    Path plain = allowed.check(path);
    for (int i = run; i >= 1; i--) {
      Path root = folder.resolve(i == 1 ? "root" : "root" + i);
      Path here = root.resolve(Path.of("/").relativize(plain));
      if (Files.exists(here, LinkOption.NOFOLLOW_LINKS)) {
        return inside(here, path);
      }
    }
    return null;
  }

  /** A case may come from anywhere: no link in it leads to what is on this machine. */
  private Path inside(Path found, String path) {
    try {
      if (found.toRealPath().startsWith(folder.toRealPath())) {
        return found;
      }
    } catch (IOException e) {
      return found; // It leads nowhere.
    }
    throw new BadInput(path + " is a link that leads out of the case's folder " + folder);
  }

  private void refuse(String what) {
    if (table("refusals").get(what) instanceof String why) {
      throw why.startsWith(PermissionDenied.WORDS) ? new PermissionDenied(why) : new BadInput(why);
    }
  }

  @Override
  public @Nullable String open(String path) {
    refuse("open " + path);
    Path found = find(path);
    return found == null || Files.isDirectory(found) ? null : PathText.text(found);
  }

  @Override
  public @Nullable List<String> list(String path) {
    refuse("list " + path);
    Path found = find(path);
    if (table("lists").get(path) instanceof List<?> names) {
      return names.stream().map(Object::toString).toList();
    }
    if (found == null || !Files.isDirectory(found)) {
      return null;
    }
    List<String> names = new ArrayList<>();
    try (var entries = Files.list(found)) {
      entries.forEach(entry -> names.add(PathText.name(entry)));
    } catch (IOException e) {
      throw new BadInput(path + " cannot be listed: " + e.getMessage(), e);
    }
    names.sort(null);
    return names;
  }

  @Override
  public @Nullable Map<String, Object> stat(String path, boolean follow) {
    refuse("stat " + path);
    Path found = find(path);
    Object link = follow ? null : table("links").get(path);
    Object recorded = link == null ? table("stats").get(path) : link;
    if (recorded instanceof Map<?, ?>) {
      return asTable(recorded);
    }
    if (found == null || Boolean.FALSE.equals(recorded)) {
      return null;
    }
    try {
      return FileStatus.read(found);
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<String, Object> asTable(Object node) {
    Map<String, Object> table = new LinkedHashMap<>();
    ((Map<?, ?>) node).forEach((key, value) -> table.put(key.toString(), value));
    return table;
  }

  @Override
  public @Nullable Map<String, Object> statvfs(String path) {
    Map<String, Object> all = table("statvfs");
    // A folder's own entry is the folder.
    String folder = path.equals("/.") ? "/" : path.replaceFirst("/\\.$", "");
    Object recorded = all.containsKey(path) ? all.get(path) : all.get(folder);
    return recorded instanceof Map<?, ?> ? asTable(recorded) : null;
  }

  @Override
  public Output command(String line) {
    refuse("command " + line);
    if (ofRun(table("commands").get(line)) instanceof String text) {
      return new Output(
          text, ofRun(table("exits").get(line)) instanceof Number code ? code.longValue() : 0);
    }
    throw new BadInput("\"" + line + "\" is no command of this case's host.lua");
  }

  /** What is given as one for each run, or as one for all. */
  private @Nullable Object ofRun(@Nullable Object recorded) {
    return recorded instanceof List<?> all && !all.isEmpty()
        ? all.get(Math.min(run, all.size()) - 1)
        : recorded;
  }

  @Override
  public Object fact(String name) {
    Object fact = table("facts").getOrDefault(name, FACTS.get(name));
    if (fact == null) {
      throw new BadInput("no fact \"" + name + "\"");
    }
    return fact;
  }

  @Override
  public @Nullable String variable(String name) {
    return table("variables").get(name) instanceof String text ? text : null;
  }

  @Override
  public double now() {
    return seconds("now", NOW);
  }

  /** A case that does not say has one clock. */
  @Override
  public double steady() {
    return host.containsKey("steady") ? seconds("steady", 0) : now();
  }

  @Override
  public String boot() {
    return ofRun(host.get("boot")) instanceof String id ? id : "";
  }

  private double seconds(String name, double otherwise) {
    Object value = host.get(name);
    if (value instanceof List<?> times && !times.isEmpty()) {
      value = times.get(Math.min(run, times.size()) - 1);
      return value instanceof Number number ? number.doubleValue() : otherwise;
    }
    double first = value instanceof Number number ? number.doubleValue() : otherwise;
    return first + (run - 1) * STEP;
  }
}
