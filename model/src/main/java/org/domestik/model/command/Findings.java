// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a look at something found, for people: what is fine, what is worth a look, what is wrong.
 */
public final class Findings {
  private static final int MOST_OF_A_KIND = 20;

  private final List<String> lines = new ArrayList<>();
  private int wrong;

  /** Nothing was found yet. */
  public Findings() {}

  /** Something is as it should be. */
  public void fine(String words) {
    lines.add("fine   " + words);
  }

  /** Something may be meant so; {@code cure}: what to do if it is not. */
  public void look(String words, String cure) {
    add("look   ", words, cure);
  }

  /** Something is wrong; {@code cure}: what to do about it. */
  public void wrong(String words, String cure) {
    wrong++;
    add("WRONG  ", words, cure);
  }

  /** Many of a kind are wrong; the first twenty are named. */
  public void wrong(List<String> all, String cure) {
    for (String words : all.subList(0, Math.min(MOST_OF_A_KIND, all.size()))) {
      wrong(words, cure);
    }
    if (all.size() > MOST_OF_A_KIND) {
      lines.add("       and " + (all.size() - MOST_OF_A_KIND) + " more of the kind");
    }
  }

  private void add(String level, String words, String cure) {
    lines.add(level + words.strip().replaceAll("\\s*\\n\\s*", " / "));
    lines.add("       -> " + cure);
  }

  /** Prints them; the exit code: 1 if something is wrong. */
  public int print(PrintStream out) {
    lines.forEach(out::println);
    out.println(
        wrong == 0
            ? "Nothing is wrong."
            : wrong == 1 ? "One thing is wrong." : wrong + " things are wrong.");
    return wrong == 0 ? 0 : 1;
  }
}
