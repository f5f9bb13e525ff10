// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code stat} says of one file, under its names. */
public final class FileStatus {
  private FileStatus() {}

  /** The status of a file as the table that {@code posix.stat} gives. */
  public static Map<String, Object> read(Path path, LinkOption... options) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, "unix:*", options);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("mode", number(found, "mode"));
    status.put("type", type(number(found, "mode")));
    for (String name : new String[] {"size", "ino", "dev", "nlink", "uid", "gid"}) {
      status.put(name, number(found, name));
    }
    if (Files.isSymbolicLink(path) && options.length > 0) {
      status.put("target", PathText.text(Files.readSymbolicLink(path)));
    }
    status.put("mtime", seconds(found, "lastModifiedTime"));
    status.put("atime", seconds(found, "lastAccessTime"));
    status.put("ctime", seconds(found, "ctime"));
    return status;
  }

  private static long number(Map<String, Object> found, String name) {
    return found.get(name) instanceof Number number ? number.longValue() : 0L;
  }

  private static Object seconds(Map<String, Object> found, String name) {
    return found.get(name) instanceof FileTime time ? time.toMillis() / 1000 : 0L;
  }

  /** POSIX's S_IFMT bits, in luaposix's words. */
  private static String type(long mode) {
    return switch ((int) mode & 0170000) {
      case 0100000 -> "regular";
      case 0040000 -> "directory";
      case 0120000 -> "link";
      case 0060000 -> "block device";
      case 0020000 -> "character device";
      case 0010000 -> "fifo";
      case 0140000 -> "socket";
      default -> "?";
    };
  }
}
