// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.domestik.agent.log.Log;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFolderTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Log log = new Log(new PrintStream(logged, true, UTF_8), () -> Instant.EPOCH);

  @Test
  void processIdThatCannotBeNotedIsToldAndStopsNothing() throws IOException {
    Path pid = Files.createDirectory(folder.resolve("agent.pid"));
    try (AgentFolder held = AgentFolder.open(folder, log)) {
      assertThat(logged.toString(UTF_8))
          .contains("the process id cannot be noted: " + pid + ": Is a directory");
      assertThat(folder.resolve("agent.id")).hasContent(held.agent().toString());
      assertThatThrownBy(() -> AgentFolder.open(folder, log))
          .isInstanceOf(BadInput.class)
          .hasMessageEndingWith("is in use by another process");
    }
    AgentFolder.open(folder, log).close();
  }
}
