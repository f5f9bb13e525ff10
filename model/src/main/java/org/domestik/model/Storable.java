// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys and numbers can be stored: what agents leave out, the author's tools tell of and
 * servers refuse, in the same words.
 */
public final class Storable {
  /** The most characters one level of a key may have. */
  public static final int KEY_CHARACTERS = 1_000;

  /** The most levels a key may have. */
  public static final int KEY_LEVELS = 8;

  /**
   * The greatest number; beyond it a sum over the samples of a bucket, or a product, might leave a
   * double's range.
   */
  public static final double LARGEST = 1e290;

  private static final int SHOWN = 60;

  private Storable() {}

  /** What is wrong with one level of a key, to be put behind {@link #at}; null if nothing is. */
  public static @Nullable String fault(String level) {
    if (level.isEmpty()) {
      return "is empty; 1 to " + KEY_CHARACTERS + " characters are stored";
    }
    if (level.length() > KEY_CHARACTERS) {
      return "has " + level.length() + " characters; at most " + KEY_CHARACTERS + " are stored";
    }
    for (int i = 0; i < level.length(); i++) {
      char c = level.charAt(i);
      if (c < ' ' || c == 0x7f) {
        return "has a control character";
      }
    }
    return ByteText.isUnicode(level) ? null : "is not Unicode text";
  }

  /** What is wrong with a key, to be put behind {@link #at}; null if nothing is. */
  public static @Nullable String fault(List<String> key) {
    if (key.size() > KEY_LEVELS) {
      return "has " + key.size() + " levels; at most " + KEY_LEVELS + " are stored";
    }
    for (String level : key) {
      String fault = fault(level);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  /** What is wrong with a number that is none or infinite, or too large; null if nothing is. */
  public static @Nullable String fault(double number) {
    if (Math.abs(number) <= LARGEST) {
      return null;
    }
    return Double.isFinite(number)
        ? number + " is too large; at most " + LARGEST + " is stored"
        : number + " is no value";
  }

  /** Where in a sample something is, as all complaints begin: {@code key "sda", value "bytes"}. */
  public static String at(List<String> key, @Nullable String value) {
    StringBuilder text = new StringBuilder();
    for (String level : key) {
      text.append(text.isEmpty() ? "key " : ", ").append(quoted(level));
    }
    if (value != null) {
      text.append(text.isEmpty() ? "" : ", ").append("value ").append(quoted(value));
    }
    return text.toString();
  }

  /** The text in quotes, shortened where it is long, fit for a message of one line. */
  public static String quoted(String text) {
    int end = Math.min(text.length(), SHOWN);
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < end; ) {
      int c = text.codePointAt(i);
      boolean odd = Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff;
      shown.appendCodePoint(odd ? 0xfffd : c);
      i += Character.charCount(c);
    }
    return shown.append(end < text.length() ? "…\"" : "\"").toString();
  }
}
