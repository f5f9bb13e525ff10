// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.domestik.model.BadInput;

/** A file of one line that nobody but its owner may read. */
public final class SecretFile {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretFile() {}

  /**
   * Its line.
   *
   * @param key whose value names it, for messages
   * @throws BadInput where it cannot be read, or others may read it
   */
  public static String read(String key, Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
        throw new BadInput(key + ": others may read " + file + "; say: chmod 600 " + file);
      }
      return Files.readString(file).stripTrailing();
    } catch (NoSuchFileException e) {
      throw new BadInput(key + ": " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new BadInput(key + ": " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
