// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;

/** A file that nobody but its owner may read or write. */
public final class SecretFile {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretFile() {}

  /** Throws {@link BadInput} with the cure where others may read or write a file. */
  public static void check(Path file) {
    try {
      if (!Collections.disjoint(Files.getPosixFilePermissions(file), OF_OTHERS)) {
        throw new BadInput("others may read " + file + "; say: chmod 600 " + file);
      }
    } catch (UnsupportedOperationException e) {
      // A file system without modes.
    } catch (IOException e) {
      throw new BadInput(FileFault.of(file, e), e);
    }
  }

  /** The text of a checked file, without blanks around it. */
  static String read(Path file) {
    check(file);
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new BadInput(FileFault.of(file, e), e);
    }
  }
}
