// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.lua.Trees;
import org.domestik.model.delivery.Batch;

/**
 * Where a person may look at what cannot be delivered: what the server refused, and files that are
 * damaged, each with the reason in a file beside it; the latest of them.
 */
final class RefusedFolder {
  private static final int MOST_REFUSED = 100;

  private final Path folder;

  RefusedFolder(Path folder) throws IOException {
    this.folder = folder;
    OwnFiles.folder(folder);
  }

  /** Keeps what the server will not have. */
  void keep(String name, Batch part, String reason) throws IOException {
    OwnFiles.write(folder.resolve(name + ".reason"), (reason + "\n").getBytes(UTF_8), false);
    OwnFiles.write(folder.resolve(name), Trees.write(BatchTree.toTree(part)), false);
    keepLatest();
  }

  /** Takes a damaged file; a full disk takes it without the reason. */
  void move(Path file, String reason) throws IOException {
    String name =
        Files.getLastModifiedTime(file).toMillis() + "-" + file.getFileName() + ".damaged";
    Files.move(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    try {
      OwnFiles.write(folder.resolve(name + ".reason"), (reason + "\n").getBytes(UTF_8), false);
      keepLatest();
    } catch (IOException e) {
      // What counts is that it is out of the way.
    }
  }

  private void keepLatest() throws IOException {
    List<Path> kept;
    try (var files = Files.list(folder)) {
      kept = files.sorted((a, b) -> Long.compare(age(b), age(a))).toList();
    }
    for (Path file : kept.subList(0, Math.max(0, kept.size() - 2 * MOST_REFUSED))) {
      Files.deleteIfExists(file);
    }
  }

  private static long age(Path file) {
    try {
      return -Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
