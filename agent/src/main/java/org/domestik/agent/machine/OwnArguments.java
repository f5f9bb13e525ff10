// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.ByteText;

/** The words this program was started with. */
public final class OwnArguments {
  private OwnArguments() {}

  /** The words as the bytes they are, of which Java shows those that its locale has letters for. */
  public static List<String> exact(List<String> shown) {
    if (ByteText.isAscii(String.join("", shown))) {
      return shown;
    }
    List<String> words = new ArrayList<>();
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
      int from = 0;
      for (int i = 0; i < line.length; i++) {
        if (line[i] == 0) {
          words.add(ByteText.of(line, from, i - from));
          from = i + 1;
        }
      }
    } catch (IOException e) {
      return shown;
    }
    // Before them stand Java's own.
    return words.size() < shown.size()
        ? shown
        : List.copyOf(words.subList(words.size() - shown.size(), words.size()));
  }
}
