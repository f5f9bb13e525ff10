// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path data;

  @Test
  void addressOfAKilledServerIsGoneOnceAnotherStarts() throws Exception {
    Files.writeString(data.resolve("server.url"), "http://127.0.0.1:1\n");
    Files.writeString(data.resolve("server.token"), "x\n");
    try (DataFolder folder = DataFolder.open(data)) {
      folder.announceProcess();
      assertThat(DataFolder.pid(data)).hasContent(ProcessHandle.current().pid() + "\n");
      assertThat(DataFolder.url(data)).isNull();
      assertThat(DataFolder.token(data)).isNull();
    }
  }
}
