// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.machine.OwnFiles;

/**
 * By which clock what waits in a spool was stamped: a file of a few lines, as a clock is seldom
 * set. A line is a number, and the start of the kernel and the clock's base from that number on.
 * For one thread.
 */
public final class Stamps {
  /** A clock that is set all the time is no clock. */
  private static final int MOST = 1_000;

  private final Path file;
  private final ServerTime time;
  private final TreeMap<Long, Stamp> stamps = new TreeMap<>();

  private record Stamp(String boot, long base) {}

  /**
   * Reads the file; what cannot be read is not known, and then times stay as they are.
   *
   * @param free the first number that will be given
   */
  public Stamps(Path file, ServerTime time, long free) {
    this.file = file;
    this.time = time;
    try {
      for (String line : Files.readAllLines(file, US_ASCII)) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && Long.parseLong(words[0]) < free) {
          stamps.put(Long.valueOf(words[0]), new Stamp(words[1], Long.parseLong(words[2])));
        }
      }
    } catch (IOException | NumberFormatException e) {
      stamps.clear();
    }
  }

  /** What has this number, and what follows, was stamped by the clock as it is. */
  public void stamped(long number, long oldest) throws IOException {
    long base = time.base();
    Map.Entry<Long, Stamp> last = stamps.lastEntry();
    boolean isSame =
        last != null
            && last.getValue().boot().equals(time.boot())
            && !ServerTime.moved(last.getValue().base(), base);
    if (isSame) {
      return;
    }
    Long first = stamps.floorKey(oldest);
    stamps.headMap(first == null ? 0 : first).clear();
    if (stamps.size() == MOST) {
      stamps.pollFirstEntry();
    }
    stamps.put(number, new Stamp(time.boot(), base));
    StringBuilder text = new StringBuilder();
    stamps.forEach(
        (from, stamp) -> text.append(from + " " + stamp.boot() + " " + stamp.base() + "\n"));
    OwnFiles.replace(file, text.toString().getBytes(US_ASCII));
  }

  /** What is to be added to the times of a number; zero where nothing is known of it. */
  public Duration correction(long number) {
    Map.Entry<Long, Stamp> stamp = stamps.floorEntry(number);
    return stamp == null
        ? Duration.ZERO
        : time.correction(stamp.getValue().boot(), stamp.getValue().base());
  }
}
