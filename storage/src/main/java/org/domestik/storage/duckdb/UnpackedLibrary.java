// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.domestik.storage.sql.Log;

/**
 * DuckDB's driver unpacks 80 MB of native code into the temporary folder and removes it at a clean
 * end only. Linux needs the file no more once it is loaded, so it goes at once: killed processes
 * would fill the disk.
 */
public final class UnpackedLibrary {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private UnpackedLibrary() {}

  /** Removes this process's copy; where there are no maps to tell which it is, nothing. */
  static void remove() {
    if (!Files.isReadable(MAPS)) {
      return;
    }
    try (Stream<String> maps = Files.lines(MAPS)) {
      for (String file : maps.filter(UnpackedLibrary::isCopy).map(UnpackedLibrary::file).toList()) {
        Files.deleteIfExists(Path.of(file));
      }
    } catch (IOException e) {
      Log.LOGGER.fine(() -> "the unpacked library stays until the end: " + e);
    }
  }

  public static boolean isCopy(String line) {
    return line.contains("/libduckdb_java") && line.endsWith(".so");
  }

  private static String file(String line) {
    return line.substring(line.indexOf('/'));
  }
}
