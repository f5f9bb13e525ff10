// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.checkup;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.Commands;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.agent.machine.TextFile;
import org.domestik.agent.munin.MuninFolders;
import org.domestik.agent.outbox.Outboxes;
import org.domestik.agent.prometheus.PrometheusSources;
import org.domestik.agent.script.KeyClaims;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.lua.LuaDescription;
import org.domestik.lua.LuaFailure;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;

/**
 * The scripts an agent would run: whether they compile, and what their descriptions say. None is
 * run.
 *
 * @param problems each with its file
 * @param names of the scripts and of the probes that their descriptions name
 */
record ScriptCheck(List<String> problems, Set<String> names) {
  private static final Pattern DESCRIBED = Pattern.compile("(?m)^\\s*probe\\s*[({]");

  static ScriptCheck of(AgentConfig config, InstantSource clock) throws IOException {
    ScriptContext context =
        new ScriptContext(
            config,
            new LiveMachine(
                new AllowList(config.read(), config.variables()),
                new Commands(config.commands()),
                clock),
            clock,
            new KeyClaims(),
            new Outboxes(config.host()));
    ProbeFolders folders = ProbeFolders.of(config);
    List<String> problems = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (ProbeFile file : folders.scan().values()) {
      names.add(file.name());
      try {
        String source = TextFile.script(file.path());
        compile(context, file, source);
        if (DESCRIBED.matcher(source).find()) {
          names.add(LuaDescription.read(file.path()).probe());
        }
      } catch (BadInput e) {
        String what = String.valueOf(e.getMessage());
        problems.add(what.startsWith(file.place()) ? what : file.place() + ": " + what);
      } catch (IOException e) {
        problems.add(file.place() + ": " + FileFault.of(e));
      }
    }
    Stream.of(
            folders.ignored(),
            new MuninFolders(config).scan(),
            new PrometheusSources(config).scan())
        .flatMap(found -> found.values().stream())
        .map(ScriptFile::fault)
        .filter(Objects::nonNull)
        .forEach(problems::add);
    return new ScriptCheck(List.copyOf(problems), Set.copyOf(names));
  }

  /** A compiler's complaint begins with the script's name, where people need the whole path. */
  private static void compile(ScriptContext context, ProbeFile file, String source) {
    try {
      context.compile(file, source).close();
    } catch (LuaFailure e) {
      String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new BadInput(
          what.startsWith(file.script() + ":")
              ? file.place() + what.substring(file.script().length())
              : what,
          e);
    }
  }
}
