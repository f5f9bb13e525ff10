// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * What {@code statvfs} says of the file system at a path.
 *
 * <p>Java has no call for inodes, and binding C's costs 10 MiB of memory for good; {@code stat -f}
 * is on every Linux and takes 2 ms.
 */
final class FileSystemStatus {
  private static final List<String> NAMES =
      List.of(
          "f_bsize",
          "f_frsize",
          "f_blocks",
          "f_bfree",
          "f_bavail",
          "f_files",
          "f_ffree",
          "f_namemax");
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final int OUTPUT_BYTES = 1000;

  private FileSystemStatus() {}

  static @Nullable Map<String, Object> read(String path) {
    if (!path.startsWith("/")) {
      throw new BadInput("\"" + path + "\": give the whole path, from /");
    }
    List<String> command = List.of("stat", "-f", "-c", "%s %S %b %f %a %c %d %l", "--", path);
    Subprocess.Output output = new Subprocess(command, Map.of(), TIME, OUTPUT_BYTES).run();
    if (output.exit() != 0) {
      return null;
    }
    String[] fields = output.text().strip().split(" ", -1);
    Map<String, Object> status = new LinkedHashMap<>();
    for (int i = 0; i < NAMES.size(); i++) {
      status.put(NAMES.get(i), Long.parseLong(fields[i]));
    }
    status.put("f_favail", Long.parseLong(fields[6]));
    return status;
  }
}
