// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The folder a server keeps everything in, held by one process at a time and readable by its user
 * only.
 *
 * <p>While a server runs, {@code server.pid} has its process id, {@code server.url} its address and
 * {@code server.token} the word that commands must say to it.
 */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String RESTORING = ".restoring";
  private static final String PID = "server.pid";
  private static final String URL = "server.url";
  private static final String TOKEN = "server.token";
  private static final String ROOT = "root";

  /** All may write, and each removes his own alone. */
  private static final int SHARED = 01002;

  /** What a folder may have before its first start. */
  private static final Set<String> PREPARED =
      Set.of("probes", "probes.d", "server.conf", "agent.conf", "alerts.lua", "sources.lua");

  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object key;

  private DataFolder(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.key = key(path);
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path.resolve(LOCK), BasicFileAttributes.class).fileKey();
  }

  /** Throws {@link StorageUnavailable} where the folder was removed or is another one now. */
  public void check() {
    try {
      if (!Objects.equals(key, key(path))) {
        throw gone(null);
      }
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private StorageUnavailable gone(@Nullable IOException e) {
    return new StorageUnavailable(
        "the data folder "
            + path
            + (e == null || e instanceof NoSuchFileException
                ? " was removed"
                : " cannot be looked at: " + reason(e))
            + " while the server runs; put it back, or restart the server",
        e);
  }

  /** Creates the folder if need be, its owner's alone; {@link BadInput} where it cannot. */
  public static void make(Path path) {
    try {
      Files.createDirectories(path, OwnerOnly.FOLDER);
    } catch (IOException e) {
      throw new BadInput("the data folder " + path + " cannot be written: " + reason(e), e);
    }
  }

  /** Creates a file that is not there yet, its owner's alone. */
  public static void makeFile(Path path) throws IOException {
    Files.createFile(path, OwnerOnly.FILE);
  }

  /** The file by which a folder is held. */
  public static Path lock(Path path) {
    return path.resolve(LOCK);
  }

  /** The file that has the process id of the server that runs on a folder. */
  public static Path pid(Path path) {
    return path.resolve(PID);
  }

  /** The folder in it that is there while a backup is put back. */
  public static Path restoring(Path path) {
    return path.resolve(RESTORING);
  }

  /** Throws {@link BadInput} where a backup was put back into a folder in part. */
  public static void checkWhole(Path path) {
    if (Files.exists(restoring(path))) {
      throw new BadInput(
          path
              + " has a part of a backup only, as a restore did not end: run it again, or remove"
              + " the folder");
    }
  }

  /**
   * Creates the folder if need be and takes hold of it.
   *
   * @throws BadInput where it cannot be written, is restored in part, another process, which is
   *     named, holds it, or it is another user's and this one root
   */
  public static DataFolder open(Path path) {
    checkWhole(path);
    checkUser(path);
    return hold(path);
  }

  /** Whether this process is root's, and may give files to others. */
  public static boolean isRoot() {
    return ROOT.equals(System.getProperty("user.name"));
  }

  /** What root makes beside a user's store (a log, a journal) keeps that user's server from it. */
  private static void checkUser(Path path) {
    try {
      String user = Files.getOwner(lock(path)).getName();
      if (isRoot() && !user.equals(ROOT)) {
        throw new BadInput(
            "the data folder %s is %s's, who could not use what root makes there: runuser -u %s -- …"
                .formatted(path, user, user));
      }
    } catch (IOException e) {
      // Nobody has used it yet.
    }
  }

  /** In a folder as /tmp is, what lies there is others', who would not get at it any more. */
  private static void checkShared(Path path) throws IOException {
    if (((int) Files.getAttribute(path, "unix:mode") & SHARED) != SHARED
        || Files.exists(path.resolve(LOCK))) {
      return;
    }
    try (Stream<Path> all = Files.list(path)) {
      if (all.anyMatch(it -> !PREPARED.contains(String.valueOf(it.getFileName())))) {
        throw new BadInput(
            "the data folder %s is everybody's: name one of your own, such as %s"
                .formatted(path, path.resolve("domestik")));
      }
    }
  }

  /** The same, whatever is in it. */
  public static DataFolder hold(Path path) {
    try {
      boolean there = Files.isDirectory(path);
      Files.createDirectories(path, OwnerOnly.FOLDER);
      if (there) {
        checkShared(path);
        OwnerOnly.keep(path);
      }
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        String holder = read(channel).strip();
        channel.close();
        throw new BadInput(
            "the data folder "
                + path
                + " is in use by "
                + (holder.isEmpty() ? "another process" : "process " + holder));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
      return new DataFolder(path, channel);
    } catch (IOException e) {
      String why = reason(e).replaceFirst(Pattern.quote(path + ": "), "");
      throw new BadInput("the data folder " + path + " cannot be written: " + why, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // This very process holds it.
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), UTF_8);
  }

  /** Why a file could not be written, in words: the messages of faults are mostly paths alone. */
  public static String reason(IOException e) {
    String file = e instanceof FileSystemException fault ? fault.getFile() : null;
    String why =
        switch (e) {
          case AccessDeniedException denied -> "permission is denied";
          case FileAlreadyExistsException exists -> "it is a file, not a folder";
          case NoSuchFileException missing -> "there is no such place";
          case FileSystemException fault when fault.getReason() != null -> fault.getReason();
          default -> String.valueOf(e.getMessage());
        };
    return file == null ? why : file + ": " + why;
  }

  /** Says that a server of this process is starting; the address of a killed one is no more. */
  public void announceProcess() throws IOException {
    Files.deleteIfExists(path.resolve(URL));
    Files.deleteIfExists(path.resolve(TOKEN));
    write(PID, ProcessHandle.current().pid() + "\n");
  }

  /** Says where the server answers and by which token it knows commands. */
  public void announceServer(String url, String token) throws IOException {
    write(TOKEN, token + "\n");
    write(URL, url + "\n");
  }

  /** Keeps lines in a file of the folder, in the place of what it had, for its owner alone. */
  public void keep(String name, List<String> lines) throws IOException {
    write(name, String.join("\n", lines) + "\n");
  }

  /** The lines that {@link #keep} kept; empty if there are none. */
  public List<String> kept(String name) throws IOException {
    Path file = path.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  // Moved into place, so that nobody reads half of it; made for its owner only from the start.
  private void write(String name, String text) throws IOException {
    Path draft = path.resolve(name + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, OwnerOnly.FILE);
    Files.writeString(draft, text);
    Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The address of the server that runs on a folder, or was killed on it; null if there is none.
   */
  public static @Nullable String url(Path path) {
    return line(path.resolve(URL));
  }

  /** The token of that server. */
  public static @Nullable String token(Path path) {
    return line(path.resolve(TOKEN));
  }

  private static @Nullable String line(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return null; // It is not there, or not ours to read.
    }
  }

  /** Removes what was announced and lets go of the folder. */
  @Override
  public void close() throws IOException {
    for (String name : new String[] {URL, TOKEN, PID}) {
      Files.deleteIfExists(path.resolve(name));
    }
    channel.close();
  }
}
