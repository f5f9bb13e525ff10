// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.domestik.lua.LuaCost;
import org.domestik.lua.LuaDescription;
import org.domestik.lua.LuaFailure;
import org.domestik.model.ArchivePolicy;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.ValueDescription;

/** The author's tools: {@code probe run | explain | check | record | replay}. */
final class ProbeTool {
  static final String USAGE =
      "usage: probe run F.lua | explain F.lua | check DIR | record F.lua DIR | replay DIR"
          + "   [--data DIR | --config F] [--bundled DIR]";

  private static final Duration SECOND_RUN = Duration.ofSeconds(1);

  private final AgentConfig config;
  private final InstantSource clock;
  private final PrintStream out;

  ProbeTool(AgentConfig config, InstantSource clock, PrintStream out) {
    this.config = config;
    this.clock = clock;
    this.out = out;
  }

  /** Does what the words say; false if a check failed. */
  boolean run(List<String> words) throws IOException {
    String tool = words.isEmpty() ? "" : words.getFirst();
    int wanted = tool.equals("record") ? 3 : 2;
    if (words.size() != wanted) {
      throw new BadInput(USAGE);
    }
    Path path = Path.of(words.get(1));
    switch (tool) {
      case "run" -> run(path);
      case "explain" -> explain(path);
      case "check" -> {
        return new ProbeCheck(out).check(path);
      }
      case "record" -> record(path, Path.of(words.get(2)));
      case "replay" -> replay(path);
      default -> throw new BadInput(USAGE);
    }
    return true;
  }

  private LiveMachine machine() {
    return new LiveMachine(new AllowList(config.read()), new Commands(config.commands()), clock);
  }

  private Trial trial(Path path, Machine machine) throws IOException {
    if (!Files.isRegularFile(path) || !path.toString().endsWith(ProbeFolders.ENDING)) {
      throw new BadInput(path + " is no Lua file");
    }
    ProbeFile file = ProbeFolders.single(path);
    ProbeHost host =
        new ProbeHost(machine, file.libraries(), probe -> config.settingsOf(file.name(), probe));
    String source = Files.readString(path);
    Instant time = clock.instant();
    return ToolThread.call(
        () -> {
          try (ProbeScript script = new ProbeScript(file, source, config.limits(), host)) {
            Reading reading = script.run(time);
            if (reading.sample() == null) {
              // A rate is known from the second run on.
              Thread.sleep(SECOND_RUN);
              if (machine instanceof RecordingMachine recording) {
                recording.advance();
              }
              reading = script.run(time.plus(SECOND_RUN));
            }
            return new Trial(reading, script.cost());
          } catch (LuaFailure e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
          }
        });
  }

  private void run(Path path) throws IOException {
    show(trial(path, machine()));
  }

  private void show(Trial trial) {
    Sample sample = trial.reading.sample();
    if (sample == null) {
      out.println("nothing: in two runs the script returned nil or an empty table");
    } else {
      ProbeDescription types = ProbeDescription.infer(sample);
      out.println("probe " + sample.probe());
      for (Row row : sample.rows()) {
        out.println(row.key().isEmpty() ? "" : "  " + String.join(" / ", row.key()));
        for (int i = 0; i < row.names().size(); i++) {
          out.println(line(row.names().get(i), row.value(i), types, trial.reading));
        }
      }
    }
    LuaCost cost = trial.cost;
    out.println();
    out.println(
        "cost: %d µs, %d instructions, %d KiB of memory, %d bytes read"
            .formatted(
                cost.micros(), cost.instructions(), cost.memoryBytes() >> 10, cost.readBytes()));
  }

  private static String line(String name, double value, ProbeDescription types, Reading reading) {
    ValueDescription said =
        reading.description() == null ? null : reading.description().value(name);
    ValueDescription seen = types.value(name);
    String type = seen == null ? "" : seen.type().name().toLowerCase(Locale.ROOT);
    String unit = said == null || said.unit() == null ? "" : " " + said.unit();
    return "    %-20s %s%s  (%s)".formatted(name, Json.write(value), unit, type);
  }

  private void explain(Path path) throws IOException {
    Reading reading = trial(path, machine()).reading;
    ProbeDescription said = reading.description();
    Sample sample = reading.sample();
    if (said == null && sample == null) {
      throw new BadInput(path + ": no description, and nothing returned to infer one from");
    }
    ProbeDescription whole = said;
    if (sample != null) {
      ProbeDescription seen = ProbeDescription.infer(sample);
      whole = said == null ? seen : said.evolve(seen);
    }
    if (whole == null) {
      throw new IllegalStateException("neither said nor seen");
    }
    StringBuilder tree = new StringBuilder();
    LuaText.append(tree, whole.toTree(), "");
    out.println((said == null ? "inferred: probe " : "probe ") + tree);
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
    for (ProbeFile other : Agent.folders(config).scan().values()) {
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

  private void record(Path path, Path folder) throws IOException {
    RecordingMachine recording = new RecordingMachine(machine(), folder);
    Files.createDirectories(folder);
    ProbeFile file = ProbeFolders.single(path);
    Map<String, Object> settings = config.settingsOf(file.name(), "");
    try {
      Trial trial = trial(path, recording);
      Sample sample = trial.reading.sample();
      Files.writeString(
          folder.resolve("expected.json"),
          (sample == null ? "null" : Json.write(ProbeCase.tree(sample))) + "\n");
      show(trial);
    } catch (BadInput e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      Files.writeString(folder.resolve("expected.err"), first + "\n");
      out.println("failed: " + e.getMessage());
    }
    recording.finish(file.script(), settings, config.read());
    Files.copy(path, folder.resolve(file.script()), StandardCopyOption.REPLACE_EXISTING);
    out.println("recorded in " + folder);
  }

  private void replay(Path folder) throws IOException {
    ProbeFile script = ProbeFolders.single(script(folder));
    ProbeCase.Answer answer = new ProbeCase(folder, script).answer();
    if (answer.error() != null) {
      throw new BadInput(answer.error());
    }
    Sample sample = answer.sample();
    out.println(sample == null ? "null" : Json.write(ProbeCase.tree(sample)));
  }

  /** The recorded copy of the script, or the one of the probe whose case this is. */
  private static Path script(Path folder) throws IOException {
    Path cases = folder.toAbsolutePath().normalize().getParent();
    Path probe = cases == null || !cases.endsWith("cases") ? null : cases.getParent();
    if (probe != null) {
      Path own = probe.resolve(probe.getFileName() + ProbeFolders.ENDING);
      if (Files.exists(own)) {
        return own;
      }
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(it -> it.toString().endsWith(ProbeFolders.ENDING) && !it.endsWith("host.lua"))
          .findFirst()
          .orElseThrow(() -> new BadInput(folder + " has no script to replay"));
    }
  }

  private record Trial(Reading reading, LuaCost cost) {}
}
