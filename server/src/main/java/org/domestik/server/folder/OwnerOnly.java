// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Logger;

/** Keeps what is stored from other users of the machine. */
final class OwnerOnly {
  /** A new folder of the owner's alone. */
  static final FileAttribute<Set<PosixFilePermission>> FOLDER = attribute("rwx------");

  /** A new file of the owner's alone. */
  static final FileAttribute<Set<PosixFilePermission>> FILE = attribute("rw-------");

  private static final Logger LOG = Logger.getLogger(OwnerOnly.class.getName());
  private static final String JOURNAL = ".journal";
  private static final Set<PosixFilePermission> OF_OWNER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  private static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /**
   * Takes a folder that is there, and the server's files in it, from all users but its own; logs
   * where it cannot. Folders in it that people fill stay as they are: nobody gets there.
   */
  static void keep(Path folder) {
    try {
      boolean open = keepOne(folder);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            keepOne(entry);
          } else if (entry.getFileName().toString().endsWith(JOURNAL)) {
            keep(entry);
          }
        }
      }
      if (open) {
        LOG.info(folder + " was open to other users; it is its owner's alone now");
      }
    } catch (IOException e) {
      LOG.warning(folder + " cannot be kept from other users: " + DataFolder.reason(e));
    }
  }

  /** Answers whether others had any right. */
  private static boolean keepOne(Path path) throws IOException {
    Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> mine = EnumSet.noneOf(PosixFilePermission.class);
    mine.addAll(now);
    mine.retainAll(OF_OWNER);
    if (mine.equals(now)) {
      return false;
    }
    Files.setPosixFilePermissions(path, mine);
    return true;
  }
}
