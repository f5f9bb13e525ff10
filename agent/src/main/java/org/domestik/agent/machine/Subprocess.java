// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.domestik.model.BadInput;

/**
 * One run of another program, within limits; never through a shell.
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
      throw new BadInput(command + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput(command + " was interrupted", e);
    }
  }

  private int run(Path output, Path complaint) throws IOException, InterruptedException {
    Process process = start(output, complaint);
    long end = System.nanoTime() + time.toNanos();
    try {
      boolean ended = false;
      while (!ended) {
        ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (Math.max(Files.size(output), Files.size(complaint)) > outputBytes) {
          throw new BadInput(command + " printed more than " + outputBytes + " bytes");
        }
        if (!ended && System.nanoTime() - end > 0) {
          throw new BadInput(command + " took longer than " + time.toMillis() + " ms");
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
    if (!environment.isEmpty()) {
      builder.environment().clear();
      builder.environment().putAll(environment);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static String head(Path file, int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(bytes), UTF_8);
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
