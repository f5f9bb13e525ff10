// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.BadInput;

/** Reads scripts and their modules. */
public final class SourceText {
  /** Far above any script; much more would not fit into the agent's heap. */
  static final long MOST = 1 << 20;

  private SourceText() {}

  /**
   * The text of a file.
   *
   * @throws BadInput naming the file, if that is too large or no text in UTF-8
   * @throws IOException if it cannot be read
   */
  public static String read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST) {
      throw new BadInput(file + " has " + size + " bytes; a script has at most " + MOST);
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadInput(file + " is no text in UTF-8", e);
    }
  }
}
