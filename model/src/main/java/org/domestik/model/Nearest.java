// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.Collection;

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
   * Whether a word is probably another one, mistyped: a letter too many, missing or wrong, or two
   * swapped. What differs only in its digits is another name.
   */
  public static boolean isTypingError(String word, String meant) {
    if (word.replaceAll("\\d", "0").equals(meant.replaceAll("\\d", "0"))) {
      return false;
    }
    return distance(word, meant) == 1 || isSwapped(word, meant);
  }

  private static boolean isSwapped(String a, String b) {
    for (int i = 0; i + 1 < a.length(); i++) {
      String swapped = a.substring(0, i) + a.charAt(i + 1) + a.charAt(i) + a.substring(i + 2);
      if (swapped.equals(b)) {
        return true;
      }
    }
    return false;
  }

  // Levenshtein's distance, one row at a time (Wagner and Fischer, 1974).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
