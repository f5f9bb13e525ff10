// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.log.LogForm;

/** Who reads what this process writes to its standard error. */
public final class Journal {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Journal() {}

  /** Whether journald does. */
  public static boolean reads() {
    String stream = System.getenv("JOURNAL_STREAM");
    try {
      return stream != null
          && LogForm.isJournal(
              stream,
              Files.getAttribute(STDERR, "unix:dev"),
              Files.getAttribute(STDERR, "unix:ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return false; // No Linux.
    }
  }
}
