// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says. While it cannot be read, as where no file descriptor is left, time goes on
 * from what it said last. Safe for use by several threads.
 */
final class KernelUptime implements Uptime {
  private final Path file;
  private final String boot;
  private volatile Read last;

  /** What was read, in milliseconds, and when, in nanoseconds of this process. */
  private record Read(long millis, long nanos) {}

  private KernelUptime(Path file, String boot) throws IOException {
    this.file = file;
    this.boot = boot;
    last = read(file);
  }

  /** Of a folder such as {@code /proc}; throws an exception where it does not tell. */
  static KernelUptime in(Path folder) throws IOException {
    String boot = Files.readString(folder.resolve("sys/kernel/random/boot_id")).strip();
    return new KernelUptime(folder.resolve("uptime"), boot);
  }

  @Override
  public String boot() {
    return boot;
  }

  @Override
  public long millis() {
    try {
      last = read(file);
      return last.millis();
    } catch (IOException e) {
      Read known = last;
      return known.millis() + (System.nanoTime() - known.nanos()) / 1_000_000;
    }
  }

  private static Read read(Path file) throws IOException {
    String first = Files.readString(file).split(" ", 2)[0];
    try {
      return new Read((long) (Double.parseDouble(first) * 1000), System.nanoTime());
    } catch (NumberFormatException e) {
      throw new IOException(file + " says " + first, e);
    }
  }
}
