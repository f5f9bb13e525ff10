// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.agent.spool.SpoolEntry.State;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.delivery.Batch;
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
  private static final Pattern NAME =
      Pattern.compile("(\\d{16})(?:-(\\d{16}))?\\.(batch|sent|parts)(\\.new)?");

  private static final int DIGITS = 16;
  private static final int MOST_TOLD = 5;

  /** Greater numbers would not fit into a name. */
  private static final long LAST_NUMBER = 9_000_000_000_000_000L;

  private final Path folder;
  private final RefusedFolder refused;
  private final List<String> skipped = new ArrayList<>();
  private final List<Numbers> leftAlone = new ArrayList<>();
  private @Nullable Loss damaged;

  SpoolFolder(Path folder) throws IOException {
    this.folder = folder;
    OwnFiles.folder(folder);
    this.refused = new RefusedFolder(folder.resolve(REFUSED));
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** What waits, by number; drafts and what has become part of another are deleted. */
  List<SpoolEntry> open() throws IOException {
    List<SpoolEntry> found = new ArrayList<>();
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
    List<SpoolEntry> waiting = new ArrayList<>();
    long covered = -1;
    for (SpoolEntry entry : found) {
      if (entry.last() <= covered) {
        Files.delete(path(entry));
      } else {
        covered = entry.last();
        waiting.add(entry);
      }
    }
    return waiting;
  }

  /** What somebody put there under a name of ours is left alone, and its number is not given. */
  private void skipIfOurs(String name, Matcher matcher, String why) {
    if (matcher.matches()) {
      Numbers numbers = numbers(matcher);
      if (numbers.last() < LAST_NUMBER) {
        leftAlone.add(numbers);
      }
      skipped.add(name + " " + why);
    }
  }

  private static Numbers numbers(Matcher name) {
    long first = Long.parseLong(name.group(1));
    return new Numbers(first, name.group(2) == null ? first : Long.parseLong(name.group(2)));
  }

  private void look(Path file, Matcher name, List<SpoolEntry> found) throws IOException {
    long first = numbers(name).first();
    long last = numbers(name).last();
    State state = State.valueOf(name.group(3).toUpperCase(Locale.ROOT));
    if (last < first || last >= LAST_NUMBER) {
      skipIfOurs(name.group(), name, "has a number that no delivery has");
      return;
    }
    try {
      found.add(new SpoolEntry(first, last, state, SpoolFile.head(file), Files.size(file), null));
    } catch (AccessDeniedException e) {
      skipIfOurs(name.group(), name, "may not be read");
    } catch (IOException e) {
      lose(file, name, damage(file, e));
    } catch (BadInput e) {
      lose(file, name, e);
    }
  }

  private void lose(Path file, Matcher name, BadInput reason) {
    Loss loss = Loss.unknown(file, file.toFile().length());
    try {
      setAside(file, reason);
      damaged = Loss.and(damaged, loss);
    } catch (IOException e) {
      skipIfOurs(name.group(), name, "can be neither read nor set aside");
    }
  }

  /**
   * A file that the disk does not give is damaged.
   *
   * @throws IOException where the fault is not the file's: it is gone, or files ran out
   */
  private static BadInput damage(Path file, IOException fault) throws IOException {
    if (fault instanceof NoSuchFileException || FileFault.ranOut(fault)) {
      throw fault;
    }
    return new BadInput(FileFault.of(file, fault), fault);
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

  /** The numbers of what was left alone when the folder was opened. */
  List<Numbers> leftAlone() {
    return leftAlone;
  }

  Path path(SpoolEntry entry) {
    String range = padded(entry.first());
    if (entry.first() != entry.last()) {
      range += "-" + padded(entry.last());
    }
    return folder.resolve(range + "." + entry.state().name().toLowerCase(Locale.ROOT));
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
  SpoolEntry write(SpoolEntry entry, List<Batch> batches, boolean sync) throws IOException {
    byte[] bytes = SpoolFile.write(entry, batches);
    Path file = path(entry);
    Path draft = folder.resolve(file.getFileName() + DRAFT);
    try {
      OwnFiles.write(draft, bytes, sync);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    // A kill before this line leaves what was there before; after it this is what counts.
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return new SpoolEntry(
        entry.first(), entry.last(), entry.state(), entry.contents(), bytes.length, null);
  }

  /**
   * The batches of a file, each with all descriptions said until then.
   *
   * @throws BadInput if it is not as it was written, or the disk does not give it
   * @throws IOException if it is gone, or files ran out
   */
  List<Batch> read(SpoolEntry entry) throws IOException {
    Path file = path(entry);
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw damage(file, e);
    }
    return SpoolFile.batches(content);
  }

  void delete(SpoolEntry entry) throws IOException {
    Files.deleteIfExists(path(entry));
  }

  /** Gives a file its new state, which outlives a power failure. */
  SpoolEntry mark(SpoolEntry entry, State state) throws IOException {
    SpoolEntry marked = entry.in(state);
    Files.move(path(entry), path(marked), StandardCopyOption.ATOMIC_MOVE);
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
    refused.keep(name, part, reason);
  }

  /** Puts a damaged file where a person may look at it, with what is wrong in a file beside it. */
  void setAside(Path file, BadInput reason) throws IOException {
    refused.move(file, "cannot be read: " + reason.getMessage());
  }
}
