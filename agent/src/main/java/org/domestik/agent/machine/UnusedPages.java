// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what this process has mapped of files and does not use any more: Java's own code and
 * classes, most of which only the start needs. What is needed after all comes again from the
 * kernel's cache of files, without a word.
 *
 * <p>Works on Linux where the launcher opens Java's own call for this ({@code --add-opens
 * java.base/java.nio=ALL-UNNAMED}); elsewhere it does nothing. Not for use by several threads.
 */
public final class UnusedPages {
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  /** Less is not worth a call; KiB. */
  private static final long WORTHWHILE = 128;

  private static final int AT_MOST = 64;
  private static final int LINES = 1_000_000;

  private @Nullable Method unload = found();

  /** Addresses from {@code begin} to before {@code end} that show a part of a file. */
  record Mapping(long begin, long end) {}

  private static @Nullable Method found() {
    try {
      // Java loads the library that this needs with the first file that is opened this way.
      FileChannel.open(MAPPINGS).close();
      Method method =
          Class.forName("java.nio.MappedMemoryUtils")
              .getDeclaredMethod("unload0", long.class, long.class);
      method.setAccessible(true);
      return method;
    } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null; // Another system or another Java: its pages stay.
    }
  }

  /** Whether anything can be given back here. */
  boolean isPossible() {
    return unload != null;
  }

  /** Gives back what is clean; the pages in use are back within seconds. */
  public void giveBack() {
    Method method = unload;
    if (method == null) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(MAPPINGS)) {
      for (Mapping mapping : clean(lines)) {
        method.invoke(null, mapping.begin(), mapping.end() - mapping.begin());
      }
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      unload = null; // What fails once will fail again.
    }
  }

  /**
   * The mappings of which every page is in the file as it is in memory, from the lines of {@code
   * /proc/self/smaps}.
   *
   * <p>A page that differs from its file (a library's relocated addresses, a debugger's break
   * point) would be lost: a mapping with one such page, or that may be written, is left alone.
   */
  static List<Mapping> clean(BufferedReader lines) throws IOException {
    List<Mapping> clean = new ArrayList<>();
    @Nullable Mapping mapping = null;
    long resident = 0;
    String line = lines.readLine();
    for (int number = 0; line != null && number < LINES; number++) {
      int colon = line.indexOf(':');
      if (colon > 0 && Character.isUpperCase(line.charAt(0))) {
        String name = line.substring(0, colon);
        switch (name) {
          case "Rss" -> resident = kibibytes(line, colon);
          case "Anonymous", "Private_Dirty", "Shared_Dirty", "Swap", "Locked" -> {
            if (kibibytes(line, colon) > 0) {
              mapping = null;
            }
          }
          case "VmFlags" -> { // The last line of each.
            if (mapping != null && resident >= WORTHWHILE && clean.size() < AT_MOST) {
              clean.add(mapping);
            }
          }
          default -> {}
        }
      } else {
        mapping = readOnly(line);
        resident = 0;
      }
      line = lines.readLine();
    }
    return clean;
  }

  private static long kibibytes(String line, int colon) {
    return Long.parseLong(line.substring(colon + 1, line.length() - " kB".length()).strip());
  }

  /** What a line like {@code 7f00-7f80 r-xp 00000000 fe:00 1234 /lib/x.so} tells of. */
  private static @Nullable Mapping readOnly(String line) {
    int dash = line.indexOf('-');
    int space = line.indexOf(' ');
    int path = line.indexOf('/');
    if (dash < 0 || dash > space || path < 0 || line.startsWith("/dev/", path)) {
      return null;
    }
    String rights = line.substring(space + 1, space + 5);
    if (rights.charAt(0) != 'r' || rights.charAt(1) == 'w') {
      return null;
    }
    return new Mapping(
        Long.parseUnsignedLong(line, 0, dash, 16),
        Long.parseUnsignedLong(line, dash + 1, space, 16));
  }
}
