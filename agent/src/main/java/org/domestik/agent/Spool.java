// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.domestik.lua.Trees;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * The batches the server has not acknowledged yet, one file each, oldest first. For one thread.
 *
 * <p>A file is complete or not there at all: it is written under another name and then renamed. Its
 * delivery (boot and sequence) is written with it, so sending it again after a restart is a repeat
 * the server knows.
 */
final class Spool {
  private static final String ENDING = ".batch";
  private static final String REFUSED = "refused";
  private static final int MOST_REFUSED = 100;

  private final Path folder;
  private final long limitBytes;
  private final UUID boot = UUID.randomUUID();

  /** Number to size, of every file waiting. */
  private final TreeMap<Long, Long> waiting = new TreeMap<>();

  private long bytes;
  private long next;

  /** Opens the spool in a folder, which is made if need be. */
  Spool(Path folder, long limitBytes) throws IOException {
    this.folder = folder;
    this.limitBytes = limitBytes;
    Files.createDirectories(folder.resolve(REFUSED));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(ENDING)) {
          note(Long.parseLong(name.substring(0, name.length() - ENDING.length())), file);
        } else if (name.endsWith(".new")) {
          Files.delete(file); // A write that a kill cut short; nothing in it was promised yet.
        }
      }
    }
  }

  private void note(long number, Path file) throws IOException {
    long size = Files.size(file);
    waiting.put(number, size);
    bytes += size;
    next = Math.max(next, number + 1);
  }

  private Path path(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%016d", number) + ENDING);
  }

  /**
   * Stores what is to be delivered, under the next sequence.
   *
   * @param sync whether to wait for the disk: so that it outlives a power failure too
   */
  void add(String host, Outbox.Contents contents, boolean sync) throws IOException {
    long number = next;
    Batch batch =
        new Batch(
            host,
            new Delivery(boot, number),
            contents.samples(),
            contents.descriptions(),
            contents.runs(),
            contents.scripts());
    Path file = path(number);
    Path draft = folder.resolve(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(Trees.write(BatchTree.toTree(batch)));
      while (content.hasRemaining()) {
        out.write(content);
      }
      if (sync) {
        out.force(false);
      }
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    // A kill before this line loses samples nobody was promised; after it they are safe.
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    note(number, file);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  int size() {
    return waiting.size();
  }

  /** The oldest batch; null if there is none. A file that cannot be read is set aside. */
  @Nullable Entry oldest() throws IOException {
    while (!waiting.isEmpty()) {
      long number = waiting.firstKey();
      try {
        List<@Nullable Object> trees = Trees.read(Files.readAllBytes(path(number)));
        return new Entry(number, BatchTree.fromTree(trees.isEmpty() ? Map.of() : trees.getFirst()));
      } catch (BadInput e) {
        refuse(number, "cannot be read: " + e.getMessage());
      }
    }
    return null;
  }

  /** The batch was acknowledged, or stored again in parts. */
  void remove(long number) throws IOException {
    Files.deleteIfExists(path(number));
    forget(number);
  }

  private void forget(long number) {
    Long size = waiting.remove(number);
    bytes -= size == null ? 0 : size;
  }

  /** Sets a batch aside that the server will not have, with the reason in a file beside it. */
  void refuse(long number, String reason) throws IOException {
    Path aside = folder.resolve(REFUSED);
    String name = boot + "-" + path(number).getFileName();
    Files.writeString(aside.resolve(name + ".reason"), reason + "\n", UTF_8);
    Files.move(path(number), aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    forget(number);
    List<Path> kept;
    try (var files = Files.list(aside)) {
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

  /** Drops the oldest batches until the limit is kept, and returns how many samples that were. */
  long trim() throws IOException {
    long lost = 0;
    while (bytes > limitBytes && waiting.size() > 1) {
      Entry entry = oldest();
      if (entry == null) {
        return lost;
      }
      lost += entry.batch().samples().size();
      remove(entry.number());
    }
    return lost;
  }

  /** A batch and the number it is stored under. */
  record Entry(long number, Batch batch) {}
}
