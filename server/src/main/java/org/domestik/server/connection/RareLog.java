// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Logger;

/**
 * Warnings that strangers can cause as often as they like: at most one a minute of each subject and
 * thirty of all, with how many were left out. Safe for use by many threads.
 */
public final class RareLog {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MOST = 30;

  private final Logger log;
  private final Map<String, Integer> said = new HashMap<>();
  private long minute = System.nanoTime();
  private long others;

  public RareLog(Logger log) {
    this.log = log;
  }

  /** Writes a line, unless its subject, or too many, had one within this minute. */
  public void warn(String subject, String line) {
    String text;
    synchronized (this) {
      long before = 0;
      if (System.nanoTime() - minute > PAUSE_NANOS) {
        before = others + said.values().stream().mapToLong(count -> count - 1).sum();
        minute = System.nanoTime();
        others = 0;
        said.clear();
      }
      if (said.containsKey(subject)) {
        said.merge(subject, 1, Integer::sum);
        return;
      }
      if (said.size() == MOST) {
        others++;
        return;
      }
      said.put(subject, 1);
      text = before == 0 ? line : line + " (" + before + " more like this or others before)";
    }
    log.warning(() -> text);
  }
}
