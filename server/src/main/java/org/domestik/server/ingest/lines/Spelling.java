// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.Locale;
import org.domestik.model.BadInput;
import org.domestik.server.text.Texts;

/** Makes names of tables and columns from names as others write them. */
final class Spelling {
  private Spelling() {}

  /**
   * Lower case, '_' for all but letters and digits, and before a digit that would come first.
   *
   * @param what the name is of, for the complaint
   * @throws BadInput if no letter or digit is left of the name: any two such would become one
   */
  static String plain(String what, String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    if (plain.chars().allMatch(c -> c == '_') && !name.isEmpty()) {
      throw new BadInput(what + " " + Texts.quoted(name) + " has no letter or digit of a-z, 0-9");
    }
    return !plain.isEmpty() && Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }
}
