// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTextTest {
  @TempDir Path folder;

  @Test
  void scriptIsReadUpToItsLimit() throws IOException {
    Path file = Files.write(folder.resolve("a.lua"), new byte[(int) SourceText.MOST]);
    assertThat(SourceText.read(file)).hasSize((int) SourceText.MOST);
    Files.write(file, new byte[(int) SourceText.MOST + 1]);
    assertThatThrownBy(() -> SourceText.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + " has 1048577 bytes; a script has at most 1048576");
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("a.lua"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> SourceText.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + " is no text in UTF-8");
  }
}
