// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.model.BadInput;
import org.domestik.model.Names;

/** Writes the folder of a new probe, which works and passes {@link ProbeCheck} as it is. */
final class ProbeSkeleton {
  private final Path data;
  private final PrintStream out;

  /**
   * @param data the agent's folder, for the advice on where to put the new one
   */
  ProbeSkeleton(Path data, PrintStream out) {
    this.data = data;
    this.out = out;
  }

  /**
   * Writes the folder and prints what to do next.
   *
   * @param folder ends with the probe's name; must not exist
   * @throws BadInput for a name no probe can have, and for what exists already
   */
  void write(Path folder) throws IOException {
    String name = name(folder);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadInput(folder + " exists already; nothing was written");
    }
    copy("README.md", folder.resolve("README.md"), name);
    copy("file-nr", folder.resolve("cases/example/root/proc/sys/fs/file-nr"), name);
    copy("expected.json", folder.resolve("cases/example/expected.json"), name);
    copy("nothing.json", folder.resolve("cases/not_linux/expected.json"), name);
    // The script last: where an agent watches this folder, it now runs.
    Path script = folder.resolve(name + ProbeFolders.ENDING);
    copy("probe.lua", script, name);
    out.println("wrote " + folder + ": a probe that works; change it to watch what you want");
    out.println();
    out.println("  edit it                        " + script);
    out.println("  see what it returns            ./domestik probe run " + script);
    out.println("  see the tables it leads to     ./domestik probe explain " + script);
    out.println("  check script, README, cases    ./domestik probe check " + folder);
    if (!folder.toAbsolutePath().startsWith(probes().toAbsolutePath())) {
      out.println("  put it to work, no restart     cp -r " + folder + " " + probes());
    }
  }

  private Path probes() {
    return data.resolve("probes");
  }

  private static String name(Path folder) {
    String name = String.valueOf(folder.getFileName());
    if (name.equals(ProbeFolders.LIBRARY)) {
      throw new BadInput("\"lib\" is the folder of modules for require; give another name");
    }
    return Names.probe(name);
  }

  private static void copy(String template, Path file, String name) throws IOException {
    try (InputStream in = ProbeSkeleton.class.getResourceAsStream("skeleton/" + template)) {
      if (in == null) {
        throw new IllegalStateException(template + " is missing");
      }
      String text = new String(in.readAllBytes(), UTF_8).replace("NAME", name);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    }
  }
}
