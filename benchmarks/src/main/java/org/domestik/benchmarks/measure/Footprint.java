// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process has taken at one moment, from Linux's /proc and {@code jcmd}.
 *
 * @param rss the resident set, in MiB
 * @param heap what of the Java heap is filled, garbage included, in MiB
 */
public record Footprint(double rss, double heap, int threads, int files) {
  private static final Pattern USED = Pattern.compile("(?:DefNew|Tenured) .*, used (\\d+)K");
  private static final Pattern STATUS = Pattern.compile("(VmRSS|Threads):\\s+(\\d+)");

  static Footprint of(long pid) throws IOException {
    double rss = 0;
    int threads = 0;
    Matcher status = STATUS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    while (status.find()) {
      long number = Long.parseLong(status.group(2));
      if (status.group(1).equals("Threads")) {
        threads = (int) number;
      } else {
        rss = number / 1024.0;
      }
    }
    String[] files = new File("/proc/" + pid + "/fd").list();
    return new Footprint(rss, heap(pid), threads, files == null ? 0 : files.length);
  }

  private static double heap(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.heap_info")
            .redirectErrorStream(true)
            .start();
    Matcher used =
        USED.matcher(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    double kibibytes = 0;
    while (used.find()) {
      kibibytes += Long.parseLong(used.group(1));
    }
    return kibibytes / 1024;
  }
}
