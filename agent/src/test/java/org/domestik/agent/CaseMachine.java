// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** The machine of a case: files below a folder, and what {@code machine.lua} says of the rest. */
final class CaseMachine implements Machine {
  private static final long START = 1_795_341_600; // 2026-11-22T10:00:00Z

  private final AllowList allowed;
  private final Map<String, Object> facts;
  private Path root;
  private double now = START;

  CaseMachine(Path root, List<String> read, Map<String, Object> facts) {
    this.root = root;
    this.allowed = new AllowList(read);
    this.facts = facts;
  }

  /** From now on the machine has these files, and its clock stands later. */
  void moveOn(Path laterRoot, double seconds) {
    root = laterRoot;
    now += seconds;
  }

  private Path inRoot(String path) {
    return root.resolve(allowed.check(path).toString().substring(1));
  }

  @Override
  public @Nullable String open(String path) {
    Path file = inRoot(path);
    return Files.isRegularFile(file) ? file.toString() : null;
  }

  @Override
  public @Nullable List<String> list(String path) {
    Path folder = inRoot(path);
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable Map<String, Object> stat(String path, boolean follow) {
    Path file = inRoot(path);
    try {
      return Files.exists(file) ? FileStatus.read(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable Map<String, Object> statvfs(String path) {
    Object said = table("statvfs").get(path);
    return said == null ? null : texts(said);
  }

  @Override
  public String command(String line) {
    if (table("commands").get(line) instanceof String output) {
      return output;
    }
    throw new BadInput("\"" + line + "\" is no command of the agent's setting \"commands\"");
  }

  @Override
  public Object fact(String name) {
    Object said = facts.get(name);
    if (said == null) {
      throw new BadInput("machine.lua does not say \"" + name + "\"");
    }
    return said;
  }

  @Override
  public @Nullable String variable(String name) {
    return table("variables").get(name) instanceof String value ? value : null;
  }

  @Override
  public double now() {
    return now;
  }

  private Map<String, Object> table(String name) {
    return texts(facts.getOrDefault(name, Map.of()));
  }

  /** The tree's table with texts as keys. */
  static Map<String, Object> texts(@Nullable Object tree) {
    Map<String, Object> table = new TreeMap<>();
    if (tree instanceof Map<?, ?> map) {
      map.forEach((name, value) -> table.put(name.toString(), value));
    }
    return table;
  }
}
