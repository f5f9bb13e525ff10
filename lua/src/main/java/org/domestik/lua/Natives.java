// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import party.iroiro.luajava.lua54.Lua54;

/** Makes Lua states, with the native library loaded from a folder nobody else can write. */
final class Natives {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private static boolean loaded;

  private Natives() {}

  static synchronized Lua54 newState() {
    return loaded ? new Lua54() : firstState();
  }

  /**
   * The library's loader unpacks to a path under java.io.tmpdir that anybody can foresee and fill;
   * so for that moment it is a new folder of mode 700, gone again once the library is mapped.
   */
  private static Lua54 firstState() {
    String shared = System.getProperty("java.io.tmpdir");
    try {
      Path own = ownFolder(Path.of(shared));
      System.setProperty("java.io.tmpdir", own.toString());
      try {
        Lua54 state = new Lua54();
        loaded = true;
        return state;
      } finally {
        System.setProperty("java.io.tmpdir", shared);
        delete(own);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the Lua library below " + shared, e);
    }
  }

  /** As createTempDirectory does it, but without Java's source of randomness and its classes. */
  private static Path ownFolder(Path parent) throws IOException {
    String name = Files.readString(Path.of("/proc/sys/kernel/random/uuid")).strip();
    return Files.createDirectory(
        parent.resolve("domestik-lua-" + name), PosixFilePermissions.asFileAttribute(OWNER));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
