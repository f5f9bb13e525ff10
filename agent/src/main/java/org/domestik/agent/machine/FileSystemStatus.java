// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
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

  private static final Map<String, Long> BITS =
      Map.of(
          "ro", 1L,
          "nosuid", 2L,
          "nodev", 4L,
          "noexec", 8L,
          "sync", 16L,
          "mand", 64L,
          "noatime", 1024L,
          "nodiratime", 2048L,
          "relatime", 4096L);

  /** Those that a file system has wherever it is mounted. */
  private static final long OF_DEVICE = 1 | 16 | 64;

  private static final Duration TIME = Duration.ofSeconds(2);
  private static final int OUTPUT_BYTES = 1000;

  private FileSystemStatus() {}

  static @Nullable Map<String, Object> read(String path) {
    if (!path.startsWith("/")) {
      throw new BadInput("\"" + path + "\": give the whole path, from /");
    }
    List<String> command = List.of("stat", "-f", "-c", "%s %S %b %f %a %c %d %l %i", "--", path);
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
    // Of its two halves, stat prints the lower one first.
    status.put("f_fsid", Long.rotateLeft(Long.parseUnsignedLong(fields[8], 16), 32));
    status.put("f_flag", flags(path));
    return status;
  }

  /** How the file system at a path is mounted, in the bits of {@code statvfs}; 0 if not known. */
  private static long flags(String path) {
    try {
      Path real = PathText.of(path).toRealPath();
      long flags = 0;
      int longest = -1;
      byte[] mounts = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
      for (String line : ByteText.of(mounts).split("\n", -1)) {
        String[] parts = line.split(" - ", 2);
        String[] fields = parts[0].split(" ", -1);
        if (parts.length < 2 || fields.length < 6) {
          continue; // The end.
        }
        Path place = PathText.of(unescaped(fields[4]));
        // Of two mounts at one place the later one is seen.
        if (real.startsWith(place) && place.getNameCount() >= longest) {
          longest = place.getNameCount();
          String[] device = parts[1].split(" ", -1);
          flags = bits(fields[5]) | bits(device[device.length - 1]) & OF_DEVICE;
        }
      }
      return flags;
    } catch (IOException e) {
      return 0;
    }
  }

  private static long bits(String options) {
    long bits = 0;
    for (String option : options.split(",", -1)) {
      bits |= BITS.getOrDefault(option, 0L);
    }
    return bits;
  }

  /** The kernel writes a blank, a tab, a newline and a backslash in octal digits. */
  private static String unescaped(String place) {
    return place
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
