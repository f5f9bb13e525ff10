// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RareLogTest {
  @Test
  void oneLineOfEachSubjectAndThirtyOfAll() {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getAnonymousLogger();
    logger.setUseParentHandlers(false);
    logger.setFilter(
        record -> {
          lines.add(record.getMessage());
          return false;
        });
    RareLog log = new RareLog(logger);
    for (int i = 0; i < 1_000; i++) {
      log.warn("one", "line " + i);
    }
    assertThat(lines).containsExactly("line 0");
    for (int i = 0; i < 1_000; i++) {
      log.warn("subject " + i, "another");
    }
    assertThat(lines).hasSize(30);
  }
}
