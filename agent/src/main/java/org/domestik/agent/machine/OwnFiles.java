// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The agent's own files, which nobody else on the machine reads: mode 700 and 600. */
public final class OwnFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<OpenOption> REWRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private OwnFiles() {}

  /** Makes a folder, and those it is in, if need be; only the folder itself becomes private. */
  public static void folder(Path path) throws IOException {
    Files.createDirectories(path);
    try {
      if (!Files.getPosixFilePermissions(path).equals(FOLDER)) {
        Files.setPosixFilePermissions(path, FOLDER);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // It is somebody else's folder, or a file system without modes: as private as that is.
    }
  }

  /**
   * Makes a folder private where there is none yet; one that is there stays as somebody made it.
   */
  public static void newFolder(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      folder(path);
    }
  }

  /**
   * Writes a file anew.
   *
   * @param sync whether to wait for the disk: so that it outlives a power failure too
   */
  public static void write(Path file, byte[] content, boolean sync) throws IOException {
    try (FileChannel out = open(file)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      if (sync) {
        out.force(false);
      }
    }
  }

  /** Puts a file in another's place at once; either is there whole, whatever happens. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    write(draft, content, true);
    // A kill before this line leaves what was there before.
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Opens a file to write it anew. */
  public static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, REWRITE, FILE);
  }
}
