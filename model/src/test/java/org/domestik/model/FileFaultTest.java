// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFaultTest {
  @TempDir Path folder;

  @Test
  void aFileIsNamedAndNoExceptionIs() {
    assertThat(FileFault.of(new NoSuchFileException("a.lua"))).isEqualTo("a.lua: does not exist");
    assertThat(FileFault.of(new AccessDeniedException("a"))).isEqualTo("a: access is denied");
    assertThat(FileFault.of(new FileSystemException("a", "b", "No space left on device")))
        .isEqualTo("a to b: No space left on device");
    assertThat(FileFault.of(Path.of("a"), new MalformedInputException(1)))
        .isEqualTo("a: is not UTF-8 text");
    assertThat(FileFault.of(new IOException("Connection refused"))).isEqualTo("Connection refused");
    for (IOException wordless :
        List.of(new ClosedChannelException(), new FileSystemException("a"), new EOFException())) {
      assertThat(FileFault.of(wordless)).doesNotContain("Exception");
    }
  }

  @Test
  void whatRanOutIsNoFaultOfTheFile() {
    assertThat(FileFault.ranOut(new FileSystemException("a", null, "Too many open files")))
        .isTrue();
    assertThat(FileFault.ranOut(new IOException("Cannot allocate memory"))).isTrue();
    assertThat(FileFault.ranOut(new IOException("Input/output error"))).isFalse();
    assertThat(FileFault.ranOut(new IOException())).isFalse();
  }

  @Test
  void whatTheSystemSaysIsTranslated() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(fault(folder.resolve("gone")))
        .isEqualTo(folder.resolve("gone") + ": does not exist");
    assertThat(fault(file.resolve("in"))).isEqualTo(file.resolve("in") + ": Not a directory");
  }

  private static String fault(Path file) {
    try {
      Files.readString(file);
      return "none";
    } catch (IOException e) {
      return FileFault.of(e);
    }
  }
}
