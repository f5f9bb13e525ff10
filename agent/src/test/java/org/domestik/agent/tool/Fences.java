// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced blocks of one section of a page.
 *
 * @param heading the section's
 * @param blocks in order
 */
record Fences(String heading, List<Block> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)(?: ([^\\n]+))?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** The sections of a page that start with {@code ##}. */
  static List<Fences> of(Path page) throws IOException {
    List<Fences> sections = new ArrayList<>();
    for (String section : Files.readString(page).split("(?m)^## ", -1)) {
      List<Block> blocks = new ArrayList<>();
      Matcher matcher = BLOCK.matcher(section);
      while (matcher.find()) {
        String name = matcher.group(2) == null ? "" : matcher.group(2);
        blocks.add(new Block(matcher.group(1), name, matcher.group(3)));
      }
      sections.add(new Fences(section.lines().findFirst().orElse(""), blocks));
    }
    return sections;
  }

  List<Block> of(String language) {
    return blocks.stream().filter(block -> block.language().equals(language)).toList();
  }

  /**
   * A fenced block.
   *
   * @param name what follows the language; empty if nothing does
   */
  record Block(String language, String name, String text) {}
}
