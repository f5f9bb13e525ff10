// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads what a process and its children have used, from Linux's /proc. */
final class ProcessMeter {
  /** USER_HZ, which every Linux on a 64-bit machine sets to 100. */
  private static final double TICKS_PER_SECOND = 100;

  private final ProcessHandle process;

  ProcessMeter(ProcessHandle process) {
    this.process = process;
  }

  /** User and system time so far, in seconds: of the process, its children, and those ended. */
  double cpuSeconds() {
    return tree().mapToDouble(ProcessMeter::ticks).sum() / TICKS_PER_SECOND;
  }

  /** The time of all threads of a name so far, in seconds; those that have ended are not in it. */
  double threadSeconds(String name) {
    return tree().mapToDouble(pid -> threadTicks(pid, name)).sum() / TICKS_PER_SECOND;
  }

  /** How often threads of a name have written so far; those that have ended are not in it. */
  double threadWrites(String name) {
    return tree().mapToDouble(pid -> threadWrites(pid, name)).sum();
  }

  private static double threadWrites(long pid, String name) {
    String[] threads = new File("/proc/" + pid + "/task").list();
    double writes = 0;
    for (String thread : threads == null ? new String[0] : threads) {
      if (read(pid, "task/" + thread + "/comm").strip().equals(name)) {
        writes +=
            read(pid, "task/" + thread + "/io")
                .lines()
                .filter(line -> line.startsWith("syscw:"))
                .mapToDouble(line -> Double.parseDouble(line.substring(6)))
                .sum();
      }
    }
    return writes;
  }

  private static double threadTicks(long pid, String name) {
    String[] threads = new File("/proc/" + pid + "/task").list();
    double ticks = 0;
    for (String thread : threads == null ? new String[0] : threads) {
      if (read(pid, "task/" + thread + "/comm").strip().equals(name)) {
        String stat = read(pid, "task/" + thread + "/stat");
        if (!stat.isEmpty()) {
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
      }
    }
    return ticks;
  }

  /** The greatest resident set so far, in MiB; of several processes, their sum. */
  long peakMebibytes() {
    return tree().mapToLong(ProcessMeter::peakKibibytes).sum() / 1024;
  }

  private Stream<Long> tree() {
    return Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid);
  }

  private static double ticks(long pid) {
    String stat = read(pid, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    // The name in parentheses may contain spaces, so count from behind it.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    // utime, stime, and cutime, cstime of the children that have ended.
    return fields.subList(11, 15).stream().mapToLong(Long::parseLong).sum();
  }

  private static long peakKibibytes(long pid) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static String read(long pid, String file) {
    try {
      return Objects.requireNonNull(Files.readString(Path.of("/proc/" + pid + "/" + file)));
    } catch (NoSuchFileException e) {
      return ""; // It has just ended; its parent has its time.
    } catch (IOException e) {
      if (Files.exists(Path.of("/proc/" + pid))) {
        throw new java.io.UncheckedIOException(e);
      }
      return ""; // It ended between the opening of the file and the reading.
    }
  }
}
