// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;

/**
 * One run of another program, within limits. No shell ever reads its words; where Java cannot tell
 * them to the kernel, since in its locale they are no text, one passes them on.
 *
 * <p>It prints into files: a pipe stays open as long as anything it left running in the background
 * holds it, and reading that would never end.
 *
 * @param command the program and its arguments
 * @param environment all of it; empty: the agent's own
 * @param time it may take, its children included
 * @param outputBytes it may print
 */
public record Subprocess(
    List<String> command, Map<String, String> environment, Duration time, int outputBytes) {
  /** The first word says how many variables follow; the x keeps a line's end at a word's end. */
  private static final String PASS_ON =
      "n=$1; shift; for w do w=$(printf '%bx' \"$w\"); w=${w%x}; shift;"
          + " if [ $n -gt 0 ]; then export \"$w\"; n=$((n - 1)); else set -- \"$@\" \"$w\"; fi;"
          + " done; exec \"$@\"";

  private static final int COMPLAINT_BYTES = 2_000;
  private static final int LOOK_MILLIS = 5;

  /**
   * Runs it to its end.
   *
   * @throws BadInput if it cannot be started, runs longer or prints more
   */
  public Output run() {
    try {
      Path output = Files.createTempFile("domestik-output-", "");
      Path complaint = Files.createTempFile("domestik-complaint-", "");
      try {
        int exit = run(output, complaint);
        return new Output(exit, head(output, outputBytes), head(complaint, COMPLAINT_BYTES));
      } finally {
        Files.deleteIfExists(output);
        Files.deleteIfExists(complaint);
      }
    } catch (IOException e) {
      throw new BadInput(program() + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput(program() + " was interrupted", e);
    }
  }

  /** For messages: its arguments may be somebody's password. */
  private String program() {
    return command.getFirst();
  }

  private int run(Path output, Path complaint) throws IOException, InterruptedException {
    Process process = start(output, complaint);
    long end = System.nanoTime() + time.toNanos();
    try {
      boolean ended = false;
      while (!ended) {
        ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (Math.max(Files.size(output), Files.size(complaint)) > outputBytes) {
          throw new BadInput(program() + " printed more than " + outputBytes + " bytes");
        }
        if (!ended && System.nanoTime() - end > 0) {
          throw new BadInput(program() + " took longer than " + time.toMillis() + " ms");
        }
      }
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(Path output, Path complaint) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(complaint.toFile());
    List<String> exact = new ArrayList<>();
    if (!environment.isEmpty()) {
      builder.environment().clear();
      environment.forEach(
          (name, value) -> {
            if (ByteText.isAscii(name + value)) {
              builder.environment().put(name, value);
            } else {
              exact.add(name + "=" + value);
            }
          });
    }
    if (!exact.isEmpty() || !ByteText.isAscii(String.join("", command))) {
      builder.command(passedOn(exact, command));
    }
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** The command that has a shell pass on the words, byte by byte; it reads none of them. */
  private static List<String> passedOn(List<String> variables, List<String> command) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", PASS_ON, "sh"));
    words.add(Integer.toString(variables.size()));
    variables.forEach(word -> words.add(octal(word)));
    command.forEach(word -> words.add(octal(word)));
    return words;
  }

  private static String octal(String word) {
    StringBuilder out = new StringBuilder();
    for (byte one : ByteText.bytes(word)) {
      out.append("\\0").append(Integer.toOctalString(0x200 | one & 0xff), 1, 4); // 0303, 0012
    }
    return out.toString();
  }

  private static String head(Path file, int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ByteText.of(in.readNBytes(bytes));
    }
  }

  /**
   * What a program left.
   *
   * @param text its standard output
   * @param complaint the start of its standard error
   */
  public record Output(int exit, String text, String complaint) {}
}
