// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.agent.spool.Waiting.State;
import org.domestik.lua.Trees;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.jspecify.annotations.Nullable;

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
      Pattern.compile("(\\d{16})(?:-(\\d{16}))?\\.(batch|sent|parts)(\\.new)?");

  /** What the file holds; then the checksums of what follows this line, and of the line so far. */
  private static final Pattern HEAD =
      Pattern.compile("((\\d) (\\d+) (\\d+) (-?\\d+))(?: ([0-9a-f]{8}) ([0-9a-f]{8}))?");

  private static final int LONGEST_HEAD = 120;
  private static final int DIGITS = 16;
  private static final int MOST_TOLD = 5;

  /** Greater numbers would not fit into a name. */
  private static final long LAST_NUMBER = 9_000_000_000_000_000L;

  private final Path folder;
  private final List<String> skipped = new ArrayList<>();
  private @Nullable Loss damaged;
  private long free;

  SpoolFolder(Path folder) throws IOException {
    this.folder = folder;
    OwnFiles.folder(folder);
    OwnFiles.folder(folder.resolve(REFUSED));
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
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          skipIfOurs(name, matcher, "is no file");
        } else if (name.endsWith(DRAFT)) {
          Files.delete(file); // A write that a kill cut short; nothing in it was promised yet.
        } else if (matcher.matches()) {
          look(file, matcher, found);
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

  /** What somebody put there under a name of ours is left alone, and its number is not given. */
  private void skipIfOurs(String name, Matcher matcher, String why) {
    if (matcher.matches()) {
      long last = Long.parseLong(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
      free = last < LAST_NUMBER ? Math.max(free, last + 1) : free;
      skipped.add(name + " " + why);
    }
  }

  private void look(Path file, Matcher name, List<Waiting> found) throws IOException {
    long first = Long.parseLong(name.group(1));
    long last = name.group(2) == null ? first : Long.parseLong(name.group(2));
    State state = State.valueOf(name.group(3).toUpperCase(Locale.ROOT));
    if (last < first || last >= LAST_NUMBER) {
      skipIfOurs(name.group(), name, "has a number that no delivery has");
      return;
    }
    try {
      found.add(new Waiting(first, last, state, head(file), Files.size(file), null));
    } catch (BadInput e) {
      damaged = Loss.and(damaged, Loss.unknown(file, Files.size(file)));
      setAside(file, String.valueOf(e.getMessage()));
    } catch (AccessDeniedException e) {
      skipIfOurs(name.group(), name, "may not be read");
    }
  }

  /** What was left alone when the folder was opened, in one line; empty if nothing was. */
  String skipped() {
    int more = skipped.size() - MOST_TOLD;
    return String.join(", ", skipped.subList(0, Math.min(MOST_TOLD, skipped.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** What was found damaged when the folder was opened; null if nothing was. */
  @Nullable Loss damaged() {
    return damaged;
  }

  /** The first number above those of what was left alone. */
  long free() {
    return free;
  }

  private static Waiting.Contents head(Path file) throws IOException {
    byte[] start;
    try (var in = Files.newInputStream(file)) {
      start = in.readNBytes(LONGEST_HEAD);
    }
    Matcher head = headOf(start);
    if (head == null) {
      return Waiting.Contents.of(0, batches(Files.readAllBytes(file))); // Written by an older one.
    }
    return new Waiting.Contents(
        Integer.parseInt(head.group(2)),
        Long.parseLong(head.group(3)),
        Long.parseLong(head.group(4)),
        Instant.EPOCH.plus(Long.parseLong(head.group(5)), ChronoUnit.MICROS));
  }

  /**
   * The first line of a file, matched; null if it has none, as those of the first versions.
   *
   * @throws BadInput if it is not as it was written
   */
  private static @Nullable Matcher headOf(byte[] start) {
    if (start.length == 0 || !Character.isDigit(start[0])) {
      return null;
    }
    int length = Math.min(start.length, LONGEST_HEAD);
    Matcher head = HEAD.matcher(new String(start, 0, length, US_ASCII).split("\n", 2)[0]);
    if (!head.matches()
        || head.group(7) != null
            && !head.group(7)
                .equals(checksum((head.group(1) + " " + head.group(6)).getBytes(US_ASCII), 0))) {
      throw new BadInput("no batch: its first line is not as it was written");
    }
    return head;
  }

  /** CRC-32C from a place on, in hexadecimal digits. */
  private static String checksum(byte[] bytes, int from) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, bytes.length - from);
    String digits = Long.toHexString(sum.getValue());
    return "0".repeat(8 - digits.length()) + digits;
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
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (one.isSingle()) {
      body.writeBytes(Trees.write(BatchTree.toTree(batches.getFirst())));
    } else {
      try (GZIPOutputStream packed = new GZIPOutputStream(body)) {
        for (Batch batch : batches) {
          packed.write(Trees.write(BatchTree.toTree(batch)));
        }
      }
    }
    byte[] content = body.toByteArray();
    String head =
        contents.level()
            + " "
            + contents.samples()
            + " "
            + contents.collapsed()
            + " "
            + ChronoUnit.MICROS.between(Instant.EPOCH, contents.oldest())
            + " "
            + checksum(content, 0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + LONGEST_HEAD);
    bytes.writeBytes((head + " " + checksum(head.getBytes(US_ASCII), 0) + "\n").getBytes(US_ASCII));
    bytes.writeBytes(content);
    Path file = path(one);
    Path draft = folder.resolve(file.getFileName() + DRAFT);
    try {
      OwnFiles.write(draft, bytes.toByteArray(), sync);
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
    Matcher head = headOf(content);
    if (head != null) {
      start = Math.min(head.end() + 1, content.length);
      // Written by an older version it has no checksum.
      if (head.group(6) != null && !head.group(6).equals(checksum(content, start))) {
        throw new BadInput("no batch: its checksum is not that of what it holds");
      }
    }
    byte[] trees = Arrays.copyOfRange(content, start, content.length);
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
    OwnFiles.write(aside.resolve(name + ".reason"), (reason + "\n").getBytes(UTF_8), false);
    OwnFiles.write(aside.resolve(name), Trees.write(BatchTree.toTree(part)), false);
    keepLatest(aside);
  }

  /** Puts a damaged file where a person may look at it, with what is wrong in a file beside it. */
  void setAside(Path file, String reason) throws IOException {
    Path aside = folder.resolve(REFUSED);
    String name =
        Files.getLastModifiedTime(file).toMillis() + "-" + file.getFileName() + ".damaged";
    OwnFiles.write(aside.resolve(name + ".reason"), (reason + "\n").getBytes(UTF_8), false);
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
