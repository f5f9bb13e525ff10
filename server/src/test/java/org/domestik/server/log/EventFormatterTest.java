// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.domestik.model.log.LogForm;
import org.junit.jupiter.api.Test;

class EventFormatterTest {
  private static String written(LogForm form, Level level, String logger, Throwable thrown) {
    LogRecord record = new LogRecord(level, "{0} is left out");
    record.setLoggerName(logger);
    record.setInstant(Instant.parse("2026-11-22T10:00:00.123456Z"));
    record.setParameters(new Object[] {"x.lua"});
    record.setThrown(thrown);
    return new EventFormatter(form).format(record);
  }

  @Test
  void oneLineAnEvent() {
    assertThat(
            written(LogForm.TEXT, Level.WARNING, "org.domestik.server.running.ProbeFolder", null))
        .isEqualTo("2026-11-22T10:00:00.123Z warn running: x.lua is left out\n");
    assertThat(written(LogForm.TEXT, Level.INFO, "org.domestik.storage", null))
        .isEqualTo("2026-11-22T10:00:00.123Z info storage: x.lua is left out\n");
    assertThat(written(LogForm.TEXT, Level.FINE, "com.zaxxer.hikari", null))
        .isEqualTo("2026-11-22T10:00:00.123Z debug com.zaxxer.hikari: x.lua is left out\n");
  }

  @Test
  void faultOfOursHasItsTraceIndentedOrInAFieldOfItsOwn() {
    Throwable thrown = new IllegalStateException("so");
    assertThat(written(LogForm.JOURNAL, Level.SEVERE, "org.domestik.server.Main", thrown))
        .startsWith("<3>2026-11-22T10:00:00.123Z error server: x.lua is left out\n<3>  java.lang.")
        .contains("IllegalStateException: so\n<3>  ")
        .endsWith("\n");
    assertThat(written(LogForm.JSON, Level.SEVERE, "org.domestik.server.Main", thrown))
        .contains("\"message\":\"x.lua is left out\",\"trace\":\"java.lang.IllegalState")
        .hasLineCount(1);
  }
}
