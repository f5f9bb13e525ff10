// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.checkup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.enrolment.Enrolment;
import org.domestik.agent.http.Trust;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.lua.ConfigFaults;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Nearest;
import org.jspecify.annotations.Nullable;

/**
 * All files that an agent reads.
 *
 * @param problems what would keep it, or a part of it, from working: each with its file, and its
 *     line where it has one
 * @param config what can be used of the configuration; null if nothing can
 */
public record ConfigCheck(List<String> problems, @Nullable AgentConfig config) {
  /**
   * Checks them.
   *
   * @param file the configuration's; null: there is none
   * @param options from the command line
   */
  public static ConfigCheck of(
      @Nullable Path file, Map<String, String> options, InstantSource clock) {
    AtomicReference<@Nullable AgentConfig> read = new AtomicReference<>();
    List<String> problems = new ArrayList<>();
    if (file == null) {
      read.set(AgentConfig.read("agent", Map.of(), options));
    } else {
      problems.addAll(
          ConfigFaults.of(
              file, values -> read.set(AgentConfig.read(file.toString(), values, options))));
    }
    AgentConfig config = read.get();
    if (config != null) {
      add(problems, file, () -> Enrolment.read(config.data()));
      add(problems, file, () -> Trust.of(config.server()));
      problems.addAll(commands(file, config));
      try {
        ScriptCheck scripts = ScriptCheck.of(config, clock);
        problems.addAll(scripts.problems());
        problems.addAll(names(file, config, known(config, scripts.names())));
      } catch (IOException e) {
        problems.add("the probes' folders cannot be read: " + FileFault.of(e));
      }
    }
    return new ConfigCheck(List.copyOf(problems), config);
  }

  private static void add(List<String> problems, @Nullable Path file, Runnable use) {
    try {
      use.run();
    } catch (BadInput e) {
      problems.add(located(file, String.valueOf(e.getMessage())));
    }
  }

  private static String located(@Nullable Path file, String what) {
    return file == null ? what : ConfigFaults.located(file, what);
  }

  private static List<String> commands(@Nullable Path file, AgentConfig config) {
    List<String> problems = new ArrayList<>();
    config
        .commands()
        .forEach(
            (name, words) -> {
              Path program = PathText.of(words.getFirst());
              if (program.isAbsolute() && !Files.isExecutable(program)) {
                problems.add(
                    located(
                        file,
                        "commands."
                            + name
                            + ": there is no program "
                            + program
                            + " that may be started"));
              }
            });
    return problems;
  }

  /** A name that is like a script's and is none of them is a slip of the pen. */
  private static List<String> names(@Nullable Path file, AgentConfig config, Set<String> known) {
    List<String> problems = new ArrayList<>();
    for (String name : config.settings().keySet()) {
      addUnknown(problems, file, "settings." + name, name, known);
    }
    for (String name : config.disable()) {
      addUnknown(problems, file, "disable", name, known);
    }
    return problems;
  }

  /** Of all scripts there are, those that are disabled among them. */
  private static Set<String> known(AgentConfig config, Set<String> scripts) throws IOException {
    Set<String> known = new TreeSet<>(scripts);
    List<Path> folders = new ArrayList<>(List.of(config.data().resolve("probes")));
    Path bundled = config.bundled();
    if (bundled != null) {
      folders.add(bundled);
    }
    for (Path folder : folders) {
      ProbeFolders.list(folder, _ -> {}).stream()
          .map(it -> PathText.name(it).replaceFirst("\\.lua$", ""))
          .forEach(known::add);
    }
    return known;
  }

  private static void addUnknown(
      List<String> problems, @Nullable Path file, String key, String name, Set<String> known) {
    String hint = Nearest.hint(name, known);
    if (!known.contains(name) && !hint.isEmpty()) {
      problems.add(located(file, key + ": there is no probe \"" + name + "\"" + hint));
    }
  }
}
