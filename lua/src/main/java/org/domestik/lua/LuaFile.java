// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;

/**
 * Files in Lua: comments and strings may be any bytes, and so the text is one of {@link ByteText}.
 */
public final class LuaFile {
  private LuaFile() {}

  /** All of a file. */
  public static String read(Path file) throws IOException {
    return ByteText.of(Files.readAllBytes(file));
  }

  /**
   * All of a file that goes to hosts, which is text in UTF-8.
   *
   * @throws BadInput naming the first line that is not
   */
  public static String readUnicode(Path file) throws IOException {
    String text = read(file);
    int line = 0;
    for (String one : text.split("\n", -1)) {
      line++;
      if (!ByteText.isUnicode(one)) {
        throw new BadInput(
            "line " + line + " is not UTF-8 text, as what is sent to hosts has to be");
      }
    }
    return text;
  }
}
