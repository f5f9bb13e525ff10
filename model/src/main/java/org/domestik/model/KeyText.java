// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

/**
 * How a name from outside, of a process or a mount, is shown as a key: as it is, but for what no
 * screen could show. Two names never become one key.
 *
 * <p>Control characters read {@code \n}, {@code \t}, {@code \r}, {@code \x1b} or {@code \u0085},
 * bytes that are not UTF-8 {@code \xe9}, no name at all {@code (empty)}. A name that would read
 * like one of these has its backslashes doubled, or one put before {@code (empty)}; all other
 * backslashes stay.
 */
public final class KeyText {
  /** What stands for a name without a character. */
  public static final String EMPTY = "(empty)";

  private KeyText() {}

  /** The key for a name. */
  public static String of(String name) {
    if (isPlain(name)) {
      return name;
    }
    if (name.isEmpty() || isLikeEmpty(name)) {
      return name.isEmpty() ? EMPTY : "\\" + name;
    }
    StringBuilder out = new StringBuilder(name.length() + 8);
    int backslashes = 0;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      boolean escaped = isEscaped(c);
      if (escaped || startsLikeEscape(name, i)) {
        out.repeat('\\', backslashes); // Once more as many: else they would read as the escape's.
      }
      if (escaped) {
        appendEscape(out, c);
      } else {
        out.appendCodePoint(c);
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /**
   * A name whose key is no longer than can be stored: of one too long the start, and a number made
   * of all of it, which tells it apart.
   */
  public static String shortened(String name) {
    // An escape is six characters at most, and nothing else makes a key longer but backslashes.
    if (name.length() <= Storable.KEY_CHARACTERS / 6
        || of(name).length() <= Storable.KEY_CHARACTERS) {
      return name;
    }
    String mark = "…%016x".formatted(hash(name));
    int end = Math.min(name.length(), Storable.KEY_CHARACTERS - mark.length());
    int over = of(name.substring(0, end)).length() + mark.length() - Storable.KEY_CHARACTERS;
    while (over > 0 || Character.isHighSurrogate(name.charAt(end - 1))) {
      end -= Math.max(1, over / 6);
      over = of(name.substring(0, end)).length() + mark.length() - Storable.KEY_CHARACTERS;
    }
    return name.substring(0, end) + mark;
  }

  // FNV-1a, of 64 bits: no two texts of a source share one by chance.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Whether a name is surely its own key. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c == '\\' || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return !name.isEmpty() && !name.equals(EMPTY);
  }

  private static boolean isLikeEmpty(String name) {
    int start = name.length() - EMPTY.length();
    return start >= 0
        && name.endsWith(EMPTY)
        && name.substring(0, start).chars().allMatch(c -> c == '\\');
  }

  private static boolean isEscaped(int c) {
    return c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0xd800 && c <= 0xdfff;
  }

  static void appendEscape(StringBuilder out, int c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        boolean one = c < 0x80 || ByteText.isByte(c);
        out.append(one ? "\\x" : "\\u");
        for (int shift = one ? 4 : 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit(c >> shift & 0xf, 16));
        }
      }
    }
  }

  /** Whether what stands there is what follows the backslash of an escape. */
  private static boolean startsLikeEscape(String name, int at) {
    return switch (name.charAt(at)) {
      case 'n', 'r', 't' -> true;
      case 'x' -> {
        int number = hex(name, at + 1, 2);
        yield number >= 0 && (number < ' ' || number >= 0x7f);
      }
      case 'u' -> {
        int number = hex(name, at + 1, 4);
        yield number >= 0x80 && isEscaped(number);
      }
      default -> false;
    };
  }

  /** The number in so many hexadecimal digits; negative where there are others. */
  private static int hex(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }
}
