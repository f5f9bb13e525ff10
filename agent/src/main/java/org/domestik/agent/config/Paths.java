// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.nio.file.Path;
import java.util.List;
import org.domestik.agent.machine.PathText;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;

/** The paths in a configuration; every complaint names the file and the key. */
public final class Paths {
  private Paths() {}

  /** What a text says for a key, wherever it was said. */
  static Path of(Settings reader, String key, String text) {
    try {
      return PathText.of(text);
    } catch (BadInput e) {
      throw reader.fault(key, String.valueOf(e.getMessage()));
    }
  }

  /** A list of paths, or a single one; empty if there is none. */
  static List<Path> list(Settings reader, String key) {
    return reader.texts(key).stream().map(text -> of(reader, key, text)).toList();
  }

  /** A list of whole paths as they were said: what is asked for begins with / as well. */
  public static List<String> whole(Settings reader, String key) {
    List<String> texts = reader.texts(key);
    for (String text : texts) {
      if (!of(reader, key, text).isAbsolute()) {
        throw reader.fault(key, "\"" + text + "\" can match nothing: give the whole path, from /");
      }
    }
    return texts;
  }
}
