// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what this process has mapped of files and does not use: Java's own code and classes,
 * most of which only the start needs, and what the kernel maps beside what is needed. What is
 * needed after all comes again from the kernel's cache of files, without a word.
 *
 * <p>Works on Linux where the launcher opens Java's own call for this ({@code --add-opens
 * java.base/java.nio=ALL-UNNAMED}); elsewhere it does nothing. Not for use by several threads.
 */
public final class UnusedPages {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final Path SIZES = Path.of("/proc/self/smaps");
  private static final String PAGES = "/proc/self/pagemap";

  /** So much the kernel maps at once around what is asked for, aligned (fault_around_bytes). */
  private static final int AROUND = 64 << 10;

  /** Smaller mappings are not worth a look. */
  private static final int WORTHWHILE = 128 << 10;

  private static final int LINES = 10_000;

  /** An entry of {@code pagemap} has 8 bytes, the least first on all that Lua runs on. */
  private static final int ENTRY = 8;

  private static final int ENTRIES_AT_ONCE = 2048;

  /** In an entry's last byte: the page is there, and it is the file's and not a copy of its own. */
  private static final int CLEAN = 0x80 | 0x20;

  private @Nullable Method unload = found();
  private final byte[] entries = new byte[ENTRIES_AT_ONCE * ENTRY];
  private Map<String, PageUse> uses = new HashMap<>();
  private int pageBytes;

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

  /**
   * Gives back what is known or has to be tried to be unused: all there is the first time.
   *
   * @return whether to come again when some seconds have shown which of it is used
   */
  public boolean giveBack() {
    Method method = unload;
    if (method == null) {
      return false;
    }
    boolean learning = false;
    Map<String, PageUse> next = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(MAPPINGS);
        RandomAccessFile pages = new RandomAccessFile(PAGES, "r")) {
      if (pageBytes == 0) {
        pageBytes = pageBytes();
      }
      String line = lines.readLine();
      for (int number = 0; line != null && number < LINES; number++) {
        Mapping mapping = Mapping.readOnlyFile(line);
        if (mapping != null && mapping.end() - mapping.begin() >= WORTHWHILE) {
          PageUse use = uses.get(line);
          if (use == null) {
            int neighbours = Math.max(1, AROUND / pageBytes);
            use = new PageUse(neighbours, (int) (mapping.begin() / pageBytes % neighbours));
          }
          next.put(line, use);
          giveBack(mapping.begin(), use.look(present(mapping, pages)), method);
          learning |= use.isLearning();
        }
        line = lines.readLine();
      }
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      unload = null; // What fails once will fail again.
    }
    uses = next;
    return learning;
  }

  private static int pageBytes() throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(SIZES)) {
      String line = lines.readLine();
      for (int number = 0; line != null && number < LINES; number++) {
        if (line.startsWith("KernelPageSize:")) {
          String kib = line.substring("KernelPageSize:".length(), line.length() - " kB".length());
          return Integer.parseInt(kib.strip()) << 10;
        }
        line = lines.readLine();
      }
    }
    throw new IOException(SIZES + " tells no size of a page");
  }

  /**
   * The pages of a mapping that are in memory as they are in the file.
   *
   * <p>A page that differs from its file (a library's relocated addresses, a debugger's break
   * point) is not among them: given back, it would be lost.
   */
  private BitSet present(Mapping mapping, RandomAccessFile pages) throws IOException {
    int count = (int) ((mapping.end() - mapping.begin()) / pageBytes);
    BitSet present = new BitSet(count);
    pages.seek(mapping.begin() / pageBytes * ENTRY);
    for (int from = 0; from < count; from += ENTRIES_AT_ONCE) {
      int some = Math.min(ENTRIES_AT_ONCE, count - from);
      pages.readFully(entries, 0, some * ENTRY);
      for (int i = 0; i < some; i++) {
        if ((entries[i * ENTRY + ENTRY - 1] & CLEAN) == CLEAN) {
          present.set(from + i);
        }
      }
    }
    return present;
  }

  private void giveBack(long begin, BitSet pages, Method method)
      throws ReflectiveOperationException {
    for (int from = pages.nextSetBit(0); from >= 0; ) {
      int end = pages.nextClearBit(from);
      method.invoke(null, begin + (long) from * pageBytes, (long) (end - from) * pageBytes);
      from = pages.nextSetBit(end);
    }
  }

  /** Addresses from {@code begin} to before {@code end}. */
  record Mapping(long begin, long end) {
    /**
     * What a line like {@code 7f00-7f80 r-xp 00000000 fe:00 1234 /lib/x.so} tells of; null if that
     * is no file, or may be written.
     */
    static @Nullable Mapping readOnlyFile(String line) {
      int dash = line.indexOf('-');
      int space = line.indexOf(' ');
      int path = line.indexOf('/');
      if (dash < 0 || dash > space || path < 0 || line.startsWith("/dev/", path)) {
        return null;
      }
      if (line.charAt(space + 1) != 'r' || line.charAt(space + 2) == 'w') {
        return null;
      }
      return new Mapping(
          Long.parseUnsignedLong(line, 0, dash, 16),
          Long.parseUnsignedLong(line, dash + 1, space, 16));
    }
  }
}
