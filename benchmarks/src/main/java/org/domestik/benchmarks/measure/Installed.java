// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this machine has of Debian's packages. */
public final class Installed {
  private Installed() {}

  /** Whether a program can be started by its name. */
  public static boolean has(String program) {
    if (program.startsWith("/")) {
      return Files.isExecutable(Path.of(program));
    }
    String path = System.getenv("PATH");
    return path != null
        && List.of(path.split(File.pathSeparator)).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The version of a package; "?" where there is none. */
  public static String version(String debianPackage) {
    String version = output("dpkg-query", "--show", "--showformat=${Version}", debianPackage);
    return version.isEmpty() ? "?" : version;
  }

  /** What a command prints; empty if it fails. */
  public static String output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
