// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.model.BadInput;

/** Runs the commands the configuration names, and no other; never a shell. */
final class Commands {
  private static final Duration TIME = Duration.ofSeconds(4);
  private static final int OUTPUT_BYTES = 1 << 20;

  private final Map<String, List<String>> named;

  /** Name to command and arguments: {@code smart = { "/usr/sbin/smartctl", "-A" }}. */
  Commands(Map<String, List<String>> named) {
    this.named = named;
  }

  /**
   * What a command printed.
   *
   * @param line a name from the configuration; further words are arguments after the configured
   */
  String run(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    List<String> command = named.get(words.getFirst());
    if (command == null) {
      throw new BadInput(
          "\"" + words.getFirst() + "\" is no command of the agent's setting \"commands\"");
    }
    List<String> whole = new ArrayList<>(command);
    whole.addAll(words.subList(1, words.size()));
    return run(whole, TIME, OUTPUT_BYTES).text();
  }

  /**
   * Standard output and the exit code.
   *
   * @throws BadInput if it cannot be started, runs longer or prints more
   */
  static Output run(List<String> command, Duration time, int outputBytes) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      AtomicBoolean late = new AtomicBoolean();
      Thread watch = stopLater(process, time, late);
      try (InputStream in = process.getInputStream()) {
        byte[] output = in.readNBytes(outputBytes + 1);
        if (output.length > outputBytes) {
          throw new BadInput(command + " printed more than " + outputBytes + " bytes");
        }
        int exit = process.waitFor();
        if (late.get()) {
          throw new BadInput(command + " took longer than " + time.toMillis() + " ms");
        }
        return new Output(exit, new String(output, UTF_8));
      } finally {
        watch.interrupt();
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new BadInput(command + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput(command + " was interrupted", e);
    }
  }

  private static Thread stopLater(Process process, Duration time, AtomicBoolean late) {
    return Thread.ofPlatform()
        .daemon()
        .name("command time-out")
        .start(
            () -> {
              try {
                if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                  late.set(true);
                  // Its children hold the pipe open as well.
                  process.descendants().forEach(ProcessHandle::destroyForcibly);
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Its output was read to the end.
              }
            });
  }

  /**
   * What a command left.
   *
   * @param text its standard output
   */
  record Output(int exit, String text) {}
}
