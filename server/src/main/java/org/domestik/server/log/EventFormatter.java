// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.domestik.model.log.Level;
import org.domestik.model.log.LogForm;
import org.jspecify.annotations.Nullable;

/** Writes records of java.util.logging in the form of Domestik's logs. */
final class EventFormatter extends Formatter {
  private static final String OURS = "org.domestik.";

  private final LogForm form;

  EventFormatter(LogForm form) {
    this.form = form;
  }

  @Override
  public String format(LogRecord record) {
    return form.event(
            record.getInstant(),
            level(record.getLevel().intValue()),
            component(record.getLoggerName()),
            formatMessage(record),
            trace(record.getThrown()))
        + "\n";
  }

  private static Level level(int value) {
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  /** The package of ours, such as {@code ingest}; of libraries the whole name. */
  static String component(@Nullable String logger) {
    if (logger == null || !logger.startsWith(OURS)) {
      return logger == null || logger.isEmpty() ? "java" : logger;
    }
    String inner = logger.substring(OURS.length()).replaceFirst("\\.?[A-Z].*", "");
    return inner.startsWith("server.") ? inner.substring("server.".length()) : inner;
  }

  private static @Nullable String trace(@Nullable Throwable thrown) {
    if (thrown == null) {
      return null;
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
