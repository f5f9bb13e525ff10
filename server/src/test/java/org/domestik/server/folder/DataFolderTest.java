// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.domestik.model.BadInput;
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

  @Test
  void aFolderThatIsEverybodysStaysAsItIs() throws Exception {
    Files.setAttribute(data, "unix:mode", 01777);
    Path other = Files.writeString(data.resolve("other"), "somebody's\n");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> DataFolder.open(data))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "the data folder %s is everybody's: name one of your own, such as %s/domestik"
                .formatted(data, data));
    assertThat((int) Files.getAttribute(data, "unix:mode") & 07777).isEqualTo(01777);
    assertThat(Files.getPosixFilePermissions(other)).contains(PosixFilePermission.OTHERS_READ);
    Files.delete(other);
    Files.createDirectory(data.resolve("probes"));
    try (DataFolder folder = DataFolder.open(data)) { // As a mounted one may be.
      folder.check();
    }
  }
}
