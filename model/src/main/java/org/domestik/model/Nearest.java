// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.Collection;
import java.util.List;

/** Finds what somebody meant to write. */
public final class Nearest {
  private Nearest() {}

  /** The candidate with the smallest edit distance to the word; the first of equals. */
  public static String of(String word, Collection<String> candidates) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates.stream().sorted().toList()) {
      int distance = distance(word, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /**
   * The end of a complaint about an unknown word: {@code ; nearest is "…"}, or nothing where no
   * candidate is like it.
   */
  public static String hint(String word, Collection<String> candidates) {
    String bare = bare(word);
    List<String> alike = candidates.stream().filter(it -> isAlike(bare, bare(it))).toList();
    return alike.isEmpty() ? "" : "; nearest is \"" + of(word, alike) + "\"";
  }

  // Neither a glob's stars nor an option's dashes make two words alike.
  private static String bare(String word) {
    return word.replaceAll("^--|[*?]", "");
  }

  private static boolean isAlike(String word, String candidate) {
    int shorter = Math.min(word.length(), candidate.length());
    int longer = Math.max(word.length(), candidate.length());
    int common = 0;
    while (common < shorter && word.charAt(common) == candidate.charAt(common)) {
      common++;
    }
    int distance = distance(word, candidate);
    return shorter > 0
        && (distance < longer && distance <= Math.max(2, longer / 3)
            || common >= 3 && 2 * common >= shorter);
  }

  // Levenshtein's distance by rows (Wagner and Fischer, 1974), where a swap of neighbours is one.
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
