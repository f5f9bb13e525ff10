// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.log.LogForm;

/** Writes what is logged in one form, and of the libraries only warnings. */
public final class Logging {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  // Held here: the logging API itself forgets loggers nobody holds, and their levels with them.
  private static final List<Logger> LIBRARIES =
      List.of(
          Logger.getLogger("io.helidon"),
          Logger.getLogger("com.zaxxer.hikari"),
          Logger.getLogger("org.postgresql"));

  private Logging() {}

  /** As text; whoever configures java.util.logging has it as that says. */
  public static void setUp() {
    if (System.getProperty("java.util.logging.config.file") == null) {
      LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    }
    form("text");
  }

  /** {@code word}: what {@code log} of the configuration says. */
  public static void form(String word) {
    if (System.getProperty("java.util.logging.config.file") == null) {
      LogForm form = LogForm.of(word, isJournal());
      for (Handler handler : Logger.getLogger("").getHandlers()) {
        handler.setFormatter(new EventFormatter(form));
      }
    }
  }

  private static boolean isJournal() {
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
