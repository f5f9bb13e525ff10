// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.LuaLimits;
import org.domestik.lua.LuaSandbox;
import org.domestik.model.Json;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found once, and what it has to make of it.
 *
 * <p>{@code root/} has the files of its first run, {@code root2/} those of the second and so on,
 * each complete. {@code machine.lua} says, where it matters, how many {@code seconds} lie between
 * two runs, and {@code settings}, {@code commands} (by line: what it prints), {@code statvfs} (by
 * path), {@code variables}, {@code read}, {@code pid}, {@code hostname}, {@code cpus}. The last run
 * is compared with {@code expected.json}, or its error has to contain the text of {@code
 * expected.err}.
 *
 * @param roots one a run
 * @param facts what machine.lua says
 */
record ProbeCase(List<Path> roots, Map<String, Object> facts) {
  private static final double SECONDS = 10;

  static ProbeCase read(Path folder) {
    List<Path> roots = new ArrayList<>();
    roots.add(folder.resolve("root"));
    for (int run = 2; Files.isDirectory(folder.resolve("root" + run)); run++) {
      roots.add(folder.resolve("root" + run));
    }
    Path machine = folder.resolve("machine.lua");
    return new ProbeCase(roots, Files.exists(machine) ? LuaConfig.read(machine) : Map.of());
  }

  /** What the last run returns, as JSON without blanks; {@code null} for "nothing here". */
  String run(Path script) throws Exception {
    FutureTask<String> task = new FutureTask<>(() -> runHere(script));
    new Thread(null, task, "case", LuaSandbox.STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private String runHere(Path script) throws Exception {
    List<String> read =
        facts.get("read") instanceof List<?> list
            ? list.stream().map(Object::toString).toList()
            : List.of();
    CaseMachine machine = new CaseMachine(roots.getFirst(), read, facts);
    Map<String, Object> settings = CaseMachine.texts(facts.get("settings"));
    ProbeHost host = new ProbeHost(machine, List.of(), probe -> settings);
    ProbeFile file = ProbeFolders.single(script);
    try (ProbeScript probe =
        new ProbeScript(file, Files.readString(script), LuaLimits.DEFAULT, host)) {
      @Nullable Sample last = null;
      for (Path root : roots) {
        if (!root.equals(roots.getFirst())) {
          machine.moveOn(
              root, facts.get("seconds") instanceof Number it ? it.doubleValue() : SECONDS);
        }
        last = probe.run(Instant.ofEpochSecond((long) machine.now())).sample();
      }
      return last == null ? "null" : Json.write(tree(last));
    }
  }

  private static Map<String, Object> tree(Sample sample) {
    Map<String, Object> tree = new TreeMap<>();
    for (Row row : sample.rows()) {
      Map<String, Object> place = tree;
      for (String level : row.key()) {
        place = below(place, level);
      }
      for (int i = 0; i < row.names().size(); i++) {
        place.put(row.names().get(i), row.value(i));
      }
    }
    return tree;
  }

  @SuppressWarnings("unchecked") // Only tree puts anything here, and only such maps at a key.
  private static Map<String, Object> below(Map<String, Object> place, String level) {
    return (Map<String, Object>) place.computeIfAbsent(level, absent -> new TreeMap<>());
  }

  /** JSON without the blanks between its parts; no text in it may have a quotation mark. */
  static String compact(String json) {
    StringBuilder compact = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      quoted ^= c == '"';
      if (quoted || !Character.isWhitespace(c)) {
        compact.append(c);
      }
    }
    return compact.toString();
  }

  static String text(Path file) throws Exception {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
