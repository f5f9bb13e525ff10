// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.server.folder.DataFolder;

/** Puts a backup back into a folder: all of it, or the folder says that it is not whole. */
public final class Restoring {
  /** The samples' name in a backup, and in a data folder. */
  public static final String SAMPLES = "samples.duckdb";

  private final BackupFile backup;
  private final Path data;

  public Restoring(BackupFile backup, Path data) {
    this.backup = backup;
    this.data = data;
  }

  /** Whether a file in a backup lay outside of the data folder. */
  public static boolean isElsewhere(String name) {
    return name.startsWith(Belongings.ELSEWHERE + "/");
  }

  /**
   * Does so.
   *
   * @return the files' names
   * @throws BadInput where the folder has anything but folders, or another process has it
   */
  public List<String> run() throws IOException {
    try (DataFolder _ = DataFolder.hold(data)) {
      Path drafts = DataFolder.restoring(data);
      boolean isWhole = !Files.exists(drafts);
      if (!isWhole) {
        remove(drafts); // Another was not finished: what it moved already is replaced.
      } else {
        checkEmpty();
      }
      checkRoom();
      // From here on no server starts in the folder, until the last line.
      DataFolder.make(drafts);
      force(data);
      List<String> names = new ArrayList<>(backup.contents().files().keySet());
      write(names, drafts, isWhole);
      for (String name : names) {
        Path place = data.resolve(name);
        Path folder = folder(place);
        Files.move(drafts.resolve(name), place, StandardCopyOption.REPLACE_EXISTING);
        force(folder);
      }
      giveToOwner();
      remove(drafts);
      force(data);
      return names;
    }
  }

  /** What root puts into a user's folder is that user's: its server could not read it else. */
  private void giveToOwner() throws IOException {
    if (!DataFolder.isRoot()) {
      return;
    }
    PosixFileAttributes its = Files.readAttributes(data, PosixFileAttributes.class);
    try (Stream<Path> all = Files.walk(data)) {
      for (Path path : all.toList()) {
        PosixFileAttributeView view =
            Files.getFileAttributeView(
                path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setGroup(its.group());
        view.setOwner(its.owner());
      }
    }
  }

  private void checkEmpty() throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      all.filter(it -> !Files.isDirectory(it) && !it.equals(DataFolder.lock(data)))
          .findFirst()
          .ifPresent(
              it -> {
                throw new BadInput(
                    data
                        + " has data already, such as "
                        + data.relativize(it)
                        + ": restore into an empty or new folder");
              });
    }
  }

  private void checkRoom() throws IOException {
    long needed = backup.contents().files().values().stream().mapToLong(Sums::bytes).sum();
    long free = Files.getFileStore(data).getUsableSpace();
    if (free < needed) {
      throw new BadInput(
          "%s has room for %,d MB, and the backup takes %,d"
              .formatted(data, free >> 20, needed >> 20));
    }
  }

  /** {@code isWhole}: nothing of another backup was moved into the folder. */
  private void write(List<String> names, Path drafts, boolean isWhole) throws IOException {
    try {
      for (String name : names) {
        write(name, drafts.resolve(name));
      }
    } catch (BadInput | IOException e) {
      if (isWhole) {
        remove(drafts); // It is as it was, so that another backup can be put there.
      }
      throw e;
    }
  }

  private void write(String name, Path file) throws IOException {
    folder(file);
    DataFolder.makeFile(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      backup.copy(name, out);
      channel.force(true);
    }
  }

  /** The folder of a file, which is there then. */
  private static Path folder(Path file) {
    Path folder = Objects.requireNonNull(file.getParent());
    DataFolder.make(folder);
    return folder;
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
