// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Measures and removes folders. */
public final class Disk {
  private Disk() {}

  /** Not data: caches, logs, and PostgreSQL's log of changes, which it allocates beforehand. */
  private static final Set<String> NO_DATA = Set.of("cache", "pg_wal", "process.log");

  /** The bytes of all files of data below a folder. */
  public static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(Disk::isData).mapToLong(Disk::size).sum();
    }
  }

  private static boolean isData(Path file) {
    for (Path part : file) {
      if (NO_DATA.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
