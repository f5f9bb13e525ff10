// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.lua.PermissionDenied;

/**
 * What modes allow everybody. An agent that runs as root could read everything; a probe reads what
 * anybody may, and what the configuration names.
 */
final class Everybody {
  private static final int READ = 0004;
  private static final int SEARCH = 0001;
  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int REGULAR = 0100000;

  private final AllowList allowed;

  Everybody(AllowList allowed) {
    this.allowed = allowed;
  }

  /** The mode of a file, type included, whatever a link leads to. */
  static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode");
  }

  static boolean isFolder(int mode) {
    return (mode & TYPE) == FOLDER;
  }

  static boolean isRegular(int mode) {
    return (mode & TYPE) == REGULAR;
  }

  /**
   * Throws {@link PermissionDenied} where a folder on the way to a file may not be searched by
   * everybody: as it was asked for, and where it is.
   */
  void checkWay(Path asked, Path real) throws IOException {
    checkFolders(asked);
    if (!real.equals(asked) && !allowed.isNamedItself(asked)) {
      checkFolders(real);
    }
  }

  // Root and what lies in it (/proc, /sys, /etc) is everybody's; asking that thousands of times
  // costs.
  private void checkFolders(Path path) throws IOException {
    if (allowed.isNamed(path)) {
      return; // Whoever names a path means the way to it too.
    }
    for (int names = 2; names < path.getNameCount(); names++) {
      Path folder = path.getRoot().resolve(path.subpath(0, names));
      require(folder, mode(folder), SEARCH);
    }
  }

  /** Throws {@link PermissionDenied} where not everybody may read a file or list a folder. */
  void checkReadable(Path asked, Path real, int mode) {
    if (!allowed.isNamed(real) && !allowed.isNamedItself(asked)) {
      require(real, mode, isFolder(mode) ? READ | SEARCH : READ);
    }
  }

  private static void require(Path path, int mode, int bits) {
    if ((mode & bits) != bits) {
      throw new PermissionDenied(
          "the mode of %s (%s) keeps it from others; the agent's setting \"read\" adds files and folders"
              .formatted(PathText.text(path), Integer.toOctalString(mode & 07777)));
    }
  }
}
