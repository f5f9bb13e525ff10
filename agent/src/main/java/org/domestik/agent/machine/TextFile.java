// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.lua.LuaFile;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;

/** Files that people write. */
public final class TextFile {
  /** Far above any script; much more would not fit into the agent's heap. */
  static final long MOST = 1 << 20;

  private TextFile() {}

  /**
   * All of a file.
   *
   * @throws BadInput naming the file if it is not UTF-8 text, or larger than a MiB
   * @throws IOException if it cannot be read
   */
  public static String read(Path file) throws IOException {
    checkSize(file);
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadInput(FileFault.of(file, e), e);
    }
  }

  /**
   * All of a script, whatever bytes it has.
   *
   * @throws BadInput naming the file if it is larger than a MiB
   * @throws IOException if it cannot be read
   */
  public static String script(Path file) throws IOException {
    checkSize(file);
    return LuaFile.read(file);
  }

  private static void checkSize(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST) {
      throw new BadInput(file + ": has " + size + " bytes; at most " + MOST + " are read");
    }
  }
}
