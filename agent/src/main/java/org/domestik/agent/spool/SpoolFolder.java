// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.domestik.agent.spool.Waiting.State;
import org.domestik.lua.Trees;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;

/**
 * The spool's files. One is complete or not there at all: it is written under another name and then
 * renamed.
 *
 * <p>{@code 0000000000000012.batch} is one batch, {@code 0000000000000012-0000000000000071.batch}
 * what became of those numbers: where both are there, a kill came before the first was deleted.
 */
final class SpoolFolder {
  private static final String DRAFT = ".new";
  private static final String REFUSED = "refused";
  private static final int MOST_REFUSED = 100;
  private static final Pattern NAME =
      Pattern.compile("(\\d{16})(?:-(\\d{16}))?\\.(batch|sent|parts)");
  private static final Pattern HEAD = Pattern.compile("(\\d) (\\d+) (\\d+) (-?\\d+)");
  private static final int LONGEST_HEAD = 80;
  private static final int DIGITS = 16;

  private final Path folder;

  SpoolFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve(REFUSED));
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** What waits, by number; drafts and what has become part of another are deleted. */
  List<Waiting> open() throws IOException {
    List<Waiting> found = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()) {
          look(file, matcher, found);
        } else if (name.endsWith(DRAFT)) {
          Files.delete(file); // A write that a kill cut short; nothing in it was promised yet.
        }
      }
    }
    found.sort(
        (a, b) ->
            a.first() != b.first()
                ? Long.compare(a.first(), b.first())
                : a.last() != b.last()
                    ? Long.compare(b.last(), a.last())
                    : b.state().compareTo(a.state()));
    List<Waiting> waiting = new ArrayList<>();
    long covered = -1;
    for (Waiting one : found) {
      if (one.last() <= covered) {
        Files.delete(path(one));
      } else {
        covered = one.last();
        waiting.add(one);
      }
    }
    return waiting;
  }

  private void look(Path file, Matcher name, List<Waiting> found) throws IOException {
    long first = Long.parseLong(name.group(1));
    long last = name.group(2) == null ? first : Long.parseLong(name.group(2));
    State state = State.valueOf(name.group(3).toUpperCase(Locale.ROOT));
    try {
      found.add(new Waiting(first, last, state, head(file), Files.size(file), null));
    } catch (BadInput e) {
      setAside(file, String.valueOf(e.getMessage()));
    }
  }

  private static Waiting.Contents head(Path file) throws IOException {
    byte[] start;
    try (var in = Files.newInputStream(file)) {
      start = in.readNBytes(LONGEST_HEAD);
    }
    Matcher head = HEAD.matcher(new String(start, US_ASCII).split("\n", 2)[0]);
    if (!head.matches()) {
      return Waiting.Contents.of(0, batches(Files.readAllBytes(file))); // Written by an older one.
    }
    return new Waiting.Contents(
        Integer.parseInt(head.group(1)),
        Long.parseLong(head.group(2)),
        Long.parseLong(head.group(3)),
        Instant.EPOCH.plus(Long.parseLong(head.group(4)), ChronoUnit.MICROS));
  }

  Path path(Waiting one) {
    String range = padded(one.first());
    if (one.first() != one.last()) {
      range += "-" + padded(one.last());
    }
    return folder.resolve(range + "." + one.state().name().toLowerCase(Locale.ROOT));
  }

  private static String padded(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
  }

  /**
   * Writes a delivery and returns it with its length.
   *
   * @param sync whether to wait for the disk: so that it outlives a power failure too
   */
  Waiting write(Waiting one, List<Batch> batches, boolean sync) throws IOException {
    Waiting.Contents contents = one.contents();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        (contents.level()
                + " "
                + contents.samples()
                + " "
                + contents.collapsed()
                + " "
                + ChronoUnit.MICROS.between(Instant.EPOCH, contents.oldest())
                + "\n")
            .getBytes(US_ASCII));
    if (one.isSingle()) {
      bytes.writeBytes(Trees.write(BatchTree.toTree(batches.getFirst())));
    } else {
      try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
        for (Batch batch : batches) {
          packed.write(Trees.write(BatchTree.toTree(batch)));
        }
      }
    }
    Path file = path(one);
    Path draft = folder.resolve(file.getFileName() + DRAFT);
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
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
    // A kill before this line leaves what was there before; after it this is what counts.
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return new Waiting(one.first(), one.last(), one.state(), contents, bytes.size(), null);
  }

  /** The batches of a file, each with all descriptions said until then. */
  List<Batch> read(Waiting one) throws IOException {
    return batches(Files.readAllBytes(path(one)));
  }

  private static List<Batch> batches(byte[] content) throws IOException {
    int start = 0;
    if (content.length > 0 && Character.isDigit(content[0])) {
      while (start < content.length && content[start++] != '\n') {}
    }
    byte[] trees = java.util.Arrays.copyOfRange(content, start, content.length);
    if (trees.length > 1 && trees[0] == 0x1f) {
      try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(trees))) {
        trees = unpacked.readAllBytes();
      } catch (IOException e) {
        throw new BadInput("no batch: " + e, e);
      }
    }
    List<Batch> batches = new ArrayList<>();
    Map<String, ProbeDescription> said = new LinkedHashMap<>();
    for (Object tree : Trees.read(trees)) {
      Batch batch = BatchTree.fromTree(tree);
      said.putAll(batch.descriptions());
      batches.add(BatchTree.with(batch, said));
    }
    if (batches.isEmpty()) {
      throw new BadInput("no batch: the file is empty");
    }
    return batches;
  }

  void delete(Waiting one) throws IOException {
    Files.deleteIfExists(path(one));
  }

  /** Gives a file its new state, which outlives a power failure. */
  Waiting mark(Waiting one, State state) throws IOException {
    Waiting marked = one.in(state);
    Files.move(path(one), path(marked), StandardCopyOption.ATOMIC_MOVE);
    sync();
    return marked;
  }

  /** Waits until the disk has the folder as it is. */
  void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Keeps what the server will not have, with the reason in a file beside it. */
  void refuse(String name, Batch part, String reason) throws IOException {
    Path aside = folder.resolve(REFUSED);
    Files.writeString(aside.resolve(name + ".reason"), reason + "\n", UTF_8);
    Files.write(aside.resolve(name), Trees.write(BatchTree.toTree(part)));
    keepLatest(aside);
  }

  void setAside(Path file, String reason) throws IOException {
    Path aside = folder.resolve(REFUSED);
    String name = Files.getLastModifiedTime(file).toMillis() + "-" + file.getFileName();
    Files.writeString(aside.resolve(name + ".reason"), reason + "\n", UTF_8);
    Files.move(file, aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    keepLatest(aside);
  }

  private static void keepLatest(Path aside) throws IOException {
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
}
