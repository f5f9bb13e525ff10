// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a class of the tests in a JVM of its own, to be killed; a file takes what it says. */
final class ChildJvm {
  private ChildJvm() {}

  static Process start(Path output, Class<?> main, String... arguments) throws IOException {
    return start(List.of(), output, main, arguments);
  }

  /** Likewise, with further options of the virtual machine. */
  static Process start(List<String> options, Path output, Class<?> main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Waits until the child has said a line, and returns all it has said. */
  static List<String> heard(Process child, Path output) throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      List<String> lines = said(output);
      if (!lines.isEmpty()) {
        return lines;
      }
      if (child.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the child ended with " + child.exitValue());
      }
    }
    throw new IllegalStateException("the child says nothing");
  }

  /** The whole lines said so far; a kill may have cut the last one. */
  static List<String> said(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
