// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir Path folder;

  @Test
  void fileIsReadUpToItsLimit() throws IOException {
    Path file = Files.write(folder.resolve("a.lua"), new byte[(int) TextFile.MOST]);
    assertThat(TextFile.read(file)).hasSize((int) TextFile.MOST);
    Files.write(file, new byte[(int) TextFile.MOST + 1]);
    assertThatThrownBy(() -> TextFile.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + ": has 1048577 bytes; at most 1048576 are read");
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("a.lua"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> TextFile.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + ": is not UTF-8 text");
  }
}
