// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.machine.TextFile;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ProbeHost;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/** Keeps everything a run saw as a case, and runs a script on what was kept. */
final class Recordings {
  private final Trials trials;
  private final PrintStream out;

  Recordings(Trials trials, PrintStream out) {
    this.trials = trials;
    this.out = out;
  }

  /**
   * Runs a script and writes the folder: what it saw, what came of it, the script and its helpers.
   *
   * @throws BadInput if the folder holds something already
   */
  void record(Path path, Path folder, Machine machine) throws IOException {
    ProbeFile file = Trials.file(path);
    TextFile.script(path); // Before there is a folder that would stay empty.
    requireEmpty(folder);
    Files.createDirectories(folder);
    RecordingMachine recording = new RecordingMachine(machine, folder);
    RecordingHost host =
        new RecordingHost(
            new ProbeHost(recording, file.libraries(), trials.settings(file)), folder);
    try {
      Trial trial = trials.of(file, host, recording::advance);
      Files.writeString(folder.resolve(ProbeCase.DATA), text(trial.reading().sample()) + "\n");
      String fault = trial.reading().fault();
      if (fault != null) {
        Files.writeString(folder.resolve(ProbeCase.ERROR), fault + "\n");
      }
      trial.show(out);
    } catch (BadInput e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      Files.writeString(folder.resolve(ProbeCase.ERROR), first + "\n");
      out.println("failed: " + e.getMessage());
    }
    recording.finish(file.script(), host.settings(), trials.config().read());
    Files.copy(path, folder.resolve(file.script()));
    out.println("recorded in " + folder);
  }

  /** What is left of an earlier recording would be taken for part of this one. */
  private static void requireEmpty(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput(folder + " is a file; give the folder to record to");
    }
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new BadInput(folder + " is not empty; record to a new folder, or remove it first");
        }
      }
    }
  }

  private static String text(@Nullable Sample sample) {
    return sample == null ? "null" : Json.write(ProbeCase.tree(sample));
  }

  /** Prints what the script makes of a case, and returns whether that is what the case expects. */
  boolean replay(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BadInput(folder + " is no folder; give the one that was recorded to");
    }
    ProbeCase recorded = new ProbeCase(folder, ProbeFolders.single(script(folder)));
    ProbeCase.Answer answer = recorded.answer();
    out.println(answer.failed() ? "failed: " + answer.error() : text(answer.sample()));
    List<String> faults = recorded.faults(answer);
    faults.forEach(fault -> out.println("wrong: " + fault));
    return faults.isEmpty();
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
}
