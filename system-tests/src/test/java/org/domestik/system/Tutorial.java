// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The steps of a Markdown page: files to save and commands to run, with what they must print. */
final class Tutorial {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(lua|sh) ?(\\S*)\\n(.*?)^```\\n(?:\\n<!-- expect: (.*?) -->\\n)?",
          Pattern.MULTILINE | Pattern.DOTALL);

  private Tutorial() {}

  /**
   * One fenced block.
   *
   * @param file where to save it; empty for commands
   * @param expect what the commands' output must match; null: anything
   */
  record Step(String file, String text, @Nullable String expect) {
    boolean isCommand() {
      return file.isEmpty();
    }
  }

  /** Every fenced block of {@code sh}, or of {@code lua} with a file name, in order. */
  static List<Step> steps(String markdown) {
    List<Step> steps = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(markdown);
    while (matcher.find()) {
      boolean command = matcher.group(1).equals("sh");
      if (command || !matcher.group(2).isEmpty()) {
        steps.add(new Step(matcher.group(2), matcher.group(3), matcher.group(4)));
      }
    }
    return steps;
  }
}
