// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.script.LuaText;
import org.domestik.lua.PermissionDenied;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/** Hands on what another machine shows, and keeps it as a case that {@link CaseMachine} reads. */
final class RecordingMachine implements Machine {
  private final Machine machine;
  private final Path folder;
  private final Map<String, Object> facts = new TreeMap<>();
  private final Map<String, Object> variables = new TreeMap<>();
  private final Map<String, List<String>> commands = new TreeMap<>();
  private final Map<String, List<Long>> exits = new TreeMap<>();
  private final Map<String, Object> lists = new TreeMap<>();
  private final Map<String, Object> stats = new TreeMap<>();
  private final Map<String, Object> links = new TreeMap<>();
  private final Map<String, Object> fileSystems = new TreeMap<>();
  private final Map<String, String> refusals = new TreeMap<>();
  private final List<Double> times = new ArrayList<>();
  private final List<Double> steady = new ArrayList<>();
  private final List<String> boots = new ArrayList<>();
  private int run = 1;

  RecordingMachine(Machine machine, Path folder) {
    this.machine = machine;
    this.folder = folder;
  }

  /** What follows is the script's next run. */
  void advance() {
    run++;
  }

  /** Why something was refused or failed is part of what a script saw. */
  private <T extends @Nullable Object> T kept(String what, Supplier<T> look) {
    try {
      return look.get();
    } catch (BadInput | PermissionDenied e) {
      refusals.put(what, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** The script reads the copy: so the case has just what this run saw. */
  @Override
  public @Nullable String open(String path) {
    String real = kept("open " + path, () -> machine.open(path));
    if (real == null) {
      return null;
    }
    Path inside = Path.of("/").relativize(PathText.of(path).normalize());
    Path copy = folder.resolve(run == 1 ? "root" : "root" + run).resolve(inside);
    try {
      Files.createDirectories(copy.getParent());
      Files.write(copy, Files.readAllBytes(PathText.of(real)));
    } catch (IOException e) {
      return real; // The script then meets what we met, such as a process that ended.
    }
    return PathText.text(copy);
  }

  @Override
  public @Nullable List<String> list(String path) {
    List<String> names = kept("list " + path, () -> machine.list(path));
    if (names != null) {
      lists.put(path, names);
    }
    return names;
  }

  @Override
  public @Nullable Map<String, Object> stat(String path, boolean follow) {
    Map<String, Object> status = kept("stat " + path, () -> machine.stat(path, follow));
    (follow ? stats : links).put(path, status == null ? false : status);
    return status;
  }

  @Override
  public @Nullable Map<String, Object> statvfs(String path) {
    Map<String, Object> status = machine.statvfs(path);
    if (status != null) {
      fileSystems.put(path, status);
    }
    return status;
  }

  @Override
  public Output command(String line) {
    Output output = kept("command " + line, () -> machine.command(line));
    // One output a run; a command not run in every run has its last one again.
    ofRun(commands.computeIfAbsent(line, absent -> new ArrayList<>()), output.text());
    ofRun(exits.computeIfAbsent(line, absent -> new ArrayList<>()), output.exit());
    return output;
  }

  @Override
  public Object fact(String name) {
    Object fact = machine.fact(name);
    facts.put(name, fact);
    return fact;
  }

  @Override
  public @Nullable String variable(String name) {
    String value = machine.variable(name);
    if (value != null) {
      variables.put(name, value);
    }
    return value;
  }

  @Override
  public double now() {
    return ofRun(times, machine.now());
  }

  @Override
  public double steady() {
    return ofRun(steady, machine.steady());
  }

  @Override
  public String boot() {
    return ofRun(boots, machine.boot());
  }

  /** The first look in each run stands for all of that run. */
  private <T> T ofRun(List<T> seen, T now) {
    while (seen.size() < run) {
      seen.add(now);
    }
    return seen.get(run - 1);
  }

  /** Writes {@code host.lua}: everything that is no file. */
  void finish(String script, Map<String, Object> settings, List<String> read) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("script", script);
    now();
    all.put("now", times);
    all.put("steady", steady);
    all.put("boot", boots);
    all.put("read", read);
    all.put("settings", settings);
    all.put("facts", facts);
    all.put("variables", variables);
    all.put("commands", commands);
    exits.values().removeIf(codes -> codes.stream().allMatch(code -> code == 0));
    all.put("exits", exits);
    all.put("lists", lists);
    all.put("stats", stats);
    all.put("links", links);
    all.put("statvfs", fileSystems);
    all.put("refusals", refusals);
    StringBuilder text = new StringBuilder();
    all.forEach(
        (name, value) -> {
          if (!(value instanceof Map<?, ?> map && map.isEmpty())
              && !(value instanceof List<?> list && list.isEmpty())) {
            text.append(name).append(" = ");
            LuaText.append(text, value, "");
            text.append('\n');
          }
        });
    try {
      for (int i = 1; i <= run; i++) {
        Files.createDirectories(folder.resolve(i == 1 ? "root" : "root" + i));
      }
      Files.writeString(folder.resolve("host.lua"), text);
    } catch (IOException e) {
      throw new BadInput(folder + " cannot be written: " + FileFault.of(e), e);
    }
  }
}
