// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.server.folder.DataFolder;
import org.jspecify.annotations.Nullable;

/** The file a backup is to be, which is there whole or not at all. */
public final class BackupTarget implements AutoCloseable {
  /** So much is forced to the disk at a time: what waited there would keep others from writing. */
  private static final int FORCED_BYTES = 8 << 20;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'domestik-'uuuuMMdd'T'HHmmss'Z.zip'").withZone(ZoneOffset.UTC);

  private static final Pattern NAMED = Pattern.compile("domestik-\\d{8}T\\d{6}Z\\.zip");
  private static final String DRAFT = ".part";
  private static final Pattern DRAFTS = Pattern.compile(NAMED + "\\.part");

  private final Path file;
  private final boolean named;
  private final Path draft;
  private final FileChannel channel;
  private boolean finished;

  private BackupTarget(Path file, boolean named, Path draft, FileChannel channel) {
    this.file = file;
    this.named = named;
    this.draft = draft;
    this.channel = channel;
  }

  /**
   * Begins a file.
   *
   * @param place of the file, which is not there yet; or a folder that is there, where the file is
   *     named by the time
   */
  public static BackupTarget open(Path place, Instant now) {
    boolean named = Files.isDirectory(place);
    Path file = (named ? place.resolve(NAME.format(now)) : place).toAbsolutePath();
    if (Files.exists(file)) {
      throw new BadInput(file + " is there already; it stays as it is");
    }
    Path draft = file.resolveSibling(file.getFileName() + DRAFT);
    try {
      if (named) {
        removeLeft(place);
      }
      if (!Files.exists(draft)) { // A killed one may have left it.
        DataFolder.makeFile(draft);
      }
      FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new BadInput(draft + " is being written by another process");
      }
      channel.truncate(0);
      return new BackupTarget(file, named, draft, channel);
    } catch (IOException e) {
      throw fault(draft, e);
    }
  }

  /** Drafts of killed processes have names of their own, and would fill the disk one by one. */
  private static void removeLeft(Path folder) throws IOException {
    for (Path draft : matching(folder, DRAFTS)) {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        if (lock(channel) != null) {
          Files.delete(draft);
        }
      } catch (AccessDeniedException e) {
        // Another user's, who may look after it.
      }
    }
  }

  private static List<Path> matching(Path folder, Pattern name) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(it -> name.matcher(String.valueOf(it.getFileName())).matches())
          .sorted()
          .toList();
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // This very process has it.
    }
  }

  /** Where the backup goes meanwhile. */
  public OutputStream out() {
    return new Forcing(channel, Channels.newOutputStream(channel));
  }

  public Path file() {
    return file;
  }

  /** Reads back what was written, and gives it its name. */
  public void finish() throws IOException {
    channel.force(true);
    try (BackupFile written = BackupFile.open(draft)) {
      written.check();
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    finished = true;
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /**
   * Removes the oldest of the folder's files that were named by their time.
   *
   * @return the names of those that are gone
   */
  public List<String> keep(int most) throws IOException {
    if (!named) {
      throw new BadInput("--keep is for backups in a folder, where they are named by their time");
    }
    List<Path> ours = matching(file.resolveSibling(""), NAMED);
    List<Path> old = ours.subList(0, Math.max(0, ours.size() - most));
    for (Path each : old) {
      Files.delete(each);
    }
    return old.stream().map(it -> String.valueOf(it.getFileName())).toList();
  }

  /** Whether it is named by the time. */
  public boolean isNamed() {
    return named;
  }

  /** In words, with the file. */
  public static BadInput fault(Path file, IOException e) {
    return new BadInput(file + " cannot be written: " + DataFolder.reason(e), e);
  }

  /** Removes what is not finished. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      Files.deleteIfExists(draft);
    }
    channel.close();
  }

  /** Nothing waits in memory for the disk but a little. */
  private static final class Forcing extends OutputStream {
    private final FileChannel channel;
    private final OutputStream out;
    private long waiting;

    Forcing(FileChannel channel, OutputStream out) {
      this.channel = channel;
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
      waiting += count;
      if (waiting >= FORCED_BYTES) {
        channel.force(false);
        waiting = 0;
      }
    }
  }
}
