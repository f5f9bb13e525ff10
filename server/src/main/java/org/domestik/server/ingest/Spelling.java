// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.util.Locale;

/** Makes names of tables and columns from names as others write them. */
final class Spelling {
  private Spelling() {}

  /** Lower case, '_' for all but letters and digits, and before a digit that would come first. */
  static String plain(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return !plain.isEmpty() && Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }
}
