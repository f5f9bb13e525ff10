// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.Commands;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.munin.MuninTool;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.LuaText;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.TableShapes;
import org.domestik.lua.LuaDescription;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** The author's tools: {@code probe new | run | explain | check | record | replay | munin}. */
public final class ProbeTool {
  static final String USAGE =
      "usage: probe new NAME | run F.lua | explain F.lua | check DIR… [--junit FILE] | record F.lua DIR"
          + " | replay DIR | munin DIR"
          + "   [--data DIR | --config F] [--bundled DIR]";

  private final AgentConfig config;
  private final InstantSource clock;
  private final PrintStream out;
  private final Trials trials;

  /** Tells what it finds to {@code out}. */
  public ProbeTool(AgentConfig config, InstantSource clock, PrintStream out) {
    this.config = config;
    this.clock = clock;
    this.out = out;
    this.trials = new Trials(config, clock);
  }

  /** Does what the words say; false if a check failed. */
  public boolean run(List<String> words) throws IOException {
    return run(words, null);
  }

  /**
   * Does what the words say; false if a check failed.
   *
   * @param junit where {@code check} writes what it found for other programs; null: nowhere
   */
  public boolean run(List<String> words, @Nullable Path junit) throws IOException {
    String tool = words.isEmpty() ? "" : words.getFirst();
    boolean check = tool.equals("check");
    int wanted = tool.equals("record") ? 3 : 2;
    if (check ? words.size() < 2 : words.size() != wanted || junit != null) {
      throw new BadInput(USAGE);
    }
    Path path = PathText.of(words.get(1));
    switch (tool) {
      case "new" -> new ProbeSkeleton(config.data(), out).write(path);
      case "run" -> {
        Trial trial = trials.of(path, machine());
        trial.show(out);
        return trial.reading().fault() == null;
      }
      case "explain" -> explain(path);
      case "check" -> {
        return check(words.subList(1, words.size()), junit);
      }
      case "record" ->
          new Recordings(trials, out).record(path, PathText.of(words.get(2)), machine());
      case "replay" -> {
        return new Recordings(trials, out).replay(path);
      }
      case "munin" -> new MuninTool(config, clock, out).run(path);
      default -> throw new BadInput(USAGE);
    }
    return true;
  }

  private boolean check(List<String> folders, @Nullable Path junit) throws IOException {
    List<CheckReport> reports = new ArrayList<>();
    for (String folder : folders) {
      reports.addAll(new ProbeCheck(out).checkAll(PathText.of(folder)));
    }
    if (reports.size() > 1) {
      out.println(CheckReport.summary(reports));
    }
    if (junit != null) {
      Files.writeString(junit, CheckReport.junit(reports));
    }
    return reports.stream().allMatch(report -> report.faults().isEmpty());
  }

  private LiveMachine machine() {
    return new LiveMachine(
        new AllowList(config.read(), config.variables()), new Commands(config.commands()), clock);
  }

  private void explain(Path path) throws IOException {
    Reading reading = trials.of(path, machine()).reading();
    ProbeDescription described = reading.description();
    Sample sample = reading.sample();
    if (reading.fault() != null) {
      out.println(reading.fault());
      out.println();
    }
    if (described == null && sample == null) {
      throw new BadInput(path + ": no description, and nothing returned to infer one from");
    }
    ProbeDescription whole = described;
    if (sample != null) {
      ProbeDescription seen = ProbeDescription.infer(sample);
      whole = described == null ? seen : described.evolve(seen);
    }
    if (whole == null) {
      throw new IllegalStateException("no description, neither given nor seen");
    }
    StringBuilder tree = new StringBuilder();
    LuaText.append(tree, whole.toTree(), "");
    out.println((described == null ? "inferred: probe " : "probe ") + tree);
    out.println();
    out.println("runs every " + (whole.every() == null ? config.every() : whole.every()));
    ArchivePolicy policy = whole.archive() == null ? ArchivePolicy.DEFAULT : whole.archive();
    out.println(
        "archived after %s in buckets of %s, kept for %s%s; counted from the host's last sample"
            .formatted(
                policy.after(),
                policy.every(),
                policy.keep(),
                whole.archive() == null ? " (unless the server's policy says otherwise)" : ""));
    out.println();
    out.print(TableShapes.of(whole));
    others(path, whole.probe());
  }

  private void others(Path path, String probe) throws IOException {
    for (ProbeFile other : ProbeFolders.of(config).scan().values()) {
      if (!other.path().toAbsolutePath().normalize().equals(path.toAbsolutePath().normalize())
          && feeds(other, probe)) {
        out.println();
        out.println(
            other.path() + " feeds " + probe + " too: the two must never return the same key");
      }
    }
  }

  private static boolean feeds(ProbeFile file, String probe) {
    try {
      return LuaDescription.read(file.path()).probe().equals(probe);
    } catch (BadInput e) {
      return file.name().equals(probe);
    }
  }
}
