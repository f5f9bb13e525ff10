// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One line a message, and only warnings of the libraries. */
final class Logging {
  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  // Held here: the logging API itself forgets loggers nobody holds, and their levels with them.
  private static final List<Logger> LIBRARIES =
      List.of(
          Logger.getLogger("io.helidon"),
          Logger.getLogger("com.zaxxer.hikari"),
          Logger.getLogger("org.postgresql"));

  private Logging() {}

  static void setUp() {
    if (System.getProperty(FORMAT) == null) {
      System.setProperty(FORMAT, "%1$tF %1$tT %4$s %5$s%6$s%n");
    }
    if (System.getProperty("java.util.logging.config.file") == null) {
      LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    }
  }
}
