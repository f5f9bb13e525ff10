// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.Subprocess;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;

/**
 * {@code probe munin DIR}: asks each of Munin's plugins in a folder whether it would work here, and
 * tries those that would.
 */
public final class MuninTool {
  /** A rate is known from the second reading on. */
  private static final Duration SECOND_RUN = Duration.ofSeconds(1);

  private final AgentConfig config;
  private final InstantSource clock;
  private final PrintStream out;

  /** Tells what it finds to {@code out}. */
  public MuninTool(AgentConfig config, InstantSource clock, PrintStream out) {
    this.config = config;
    this.clock = clock;
    this.out = out;
  }

  /** Prints a line a plugin, with what it would feed or why it does not work. */
  public void run(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BadInput(
          folder + ": " + (Files.exists(folder) ? "is no folder" : "does not exist"));
    }
    MuninFolders folders = new MuninFolders(config);
    int graphing = 0;
    int all = 0;
    for (Path path : ProbeFolders.list(folder)) {
      if (MuninFolders.isPlugin(path)) {
        MuninPlugin plugin = folders.plugin(path.toAbsolutePath());
        String answer = answer(plugin);
        graphing += answer.startsWith("graphs") ? 1 : 0;
        all++;
        out.printf("%-28s %s%n", plugin.plugin(), answer);
      }
    }
    out.printf("%n%d of %d plugins graph%n", graphing, all);
  }

  private String answer(MuninPlugin plugin) throws IOException {
    try {
      plugin.checkOwners();
      Files.createDirectories(plugin.state());
      String can = capabilities(plugin.path());
      if (can.contains("autoconf")) {
        Subprocess.Output output = plugin.call("autoconf");
        if (!output.text().strip().startsWith("yes")) {
          return "does not work here: " + line(output.text() + output.complaint());
        }
      }
      if (plugin.plugin().endsWith("_")) {
        String links = can.contains("suggest") ? plugin.call("suggest").text().strip() : "";
        return "to be linked to: "
            + (links.isEmpty()
                ? plugin.plugin() + "…"
                : plugin.plugin() + String.join(", " + plugin.plugin(), links.split("\\s+", -1)));
      }
      return tried(plugin);
    } catch (BadInput e) {
      return "fails: " + line(String.valueOf(e.getMessage()));
    }
  }

  private String tried(MuninPlugin plugin) {
    try (MuninScript script = new MuninScript(plugin, System::nanoTime)) {
      script.readings(clock.instant());
      Thread.sleep(SECOND_RUN);
      List<String> graphs = new ArrayList<>();
      for (Reading reading : script.readings(clock.instant())) {
        ProbeDescription described = reading.description();
        if (reading.sample() != null && described != null) {
          int values = reading.sample().rows().stream().mapToInt(it -> it.names().size()).sum();
          graphs.add(
              reading.probe()
                  + " \""
                  + (described.title() == null ? "" : described.title())
                  + "\" ("
                  + values
                  + (values == 1 ? " value)" : " values)"));
        }
      }
      String left = script.leftOut();
      return (graphs.isEmpty()
              ? "nothing: no value is known"
              : "graphs " + String.join(", ", graphs))
          + (left == null ? "" : "; " + line(left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted", e);
    }
  }

  /** What it says of itself in a comment: {@code #%# capabilities=autoconf suggest}. */
  private static String capabilities(Path path) throws IOException {
    for (String line : Files.readAllLines(path, ISO_8859_1)) {
      int at = line.indexOf("#%#");
      if (at >= 0 && line.contains("capabilities")) {
        return line.substring(at);
      }
    }
    return "";
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", " ");
  }
}
