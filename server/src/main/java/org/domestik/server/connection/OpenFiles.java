// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How many files this process may open yet. */
final class OpenFiles {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final Pattern LIMIT = Pattern.compile("Max open files\\s+(\\d{1,9})\\s");

  private OpenFiles() {}

  /** As many, or very many where the system does not say. */
  static long left() {
    try (Stream<Path> open = Files.list(OPEN)) {
      Matcher limit = LIMIT.matcher(Files.readString(LIMITS));
      return limit.find() ? Long.parseLong(limit.group(1)) - open.count() : Integer.MAX_VALUE;
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    }
  }
}
