// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.names;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import org.domestik.model.Names;

/**
 * Spells names as tables and columns may have them: lower-case letters, digits and {@code _}, at
 * most {@value Names#MAX_LENGTH} characters, no digit first. The same name is always spelled the
 * same.
 */
public final class Spelling {
  /** Letters that Unicode does not take apart by itself; they join what stands beside them. */
  private static final Map<Integer, String> LETTERS =
      Map.of(
          (int) 'µ', "u", (int) 'μ', "u", (int) 'ß', "ss", (int) 'æ', "ae", (int) 'œ', "oe",
          (int) 'ø', "o", (int) 'đ', "d", (int) 'ł', "l", (int) 'ı', "i");

  /** Signs that are read as words of their own. */
  private static final Map<Integer, String> WORDS =
      Map.of(
          (int) '%', "percent",
          (int) '‰', "permille",
          (int) '°', "deg",
          (int) 'ω', "ohm",
          (int) 'δ', "delta",
          (int) '€', "eur",
          (int) '$', "usd",
          (int) '#', "number",
          (int) '+', "plus");

  private static final int MARK = Character.NON_SPACING_MARK;

  private Spelling() {}

  /**
   * The name in that spelling, whatever its length: {@code CPU-Total} is {@code cpu_total}, {@code
   * %} is {@code percent}, {@code °C} is {@code deg_c}, {@code 日} is {@code u65e5}. Never empty.
   */
  public static String plain(String name) {
    String plain = isAscii(name) ? ascii(name) : "";
    if (plain.chars().allMatch(c -> c == '_')) {
      plain = spelledOut(name); // Any two such names would become one.
    }
    return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }

  /**
   * The plain name with an ending, no longer than a name may be: of one too long the start, and a
   * number made of all of the name.
   */
  public static String fitting(String plain, String name, String ending) {
    int most = Names.MAX_LENGTH - ending.length();
    if (plain.length() <= most) {
      return plain + ending;
    }
    String mark = mark(name);
    return plain.substring(0, most - mark.length()) + mark + ending;
  }

  /** What tells a name from others that are spelled like it: {@code _3f2a91bc}. */
  public static String mark(String name) {
    return "_%08x".formatted(name.hashCode());
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private static String ascii(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
  }

  private static String spelledOut(String name) {
    // The micro sign and its like are to be met before they are taken apart.
    String text = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD);
    StringBuilder out = new StringBuilder();
    boolean apart = false; // Whether what comes next must not join what was there.
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
      String more = letter ? Character.toString(c) : LETTERS.get(c);
      if (more != null) {
        separate(out, apart).append(more);
        apart = false;
      } else if (WORDS.containsKey(c) || c >= 0x80 && Character.getType(c) != MARK) {
        separate(out, true).append(WORDS.getOrDefault(c, "u%04x".formatted(c)));
        apart = true;
      } else if (c < 0x80) {
        apart = true;
      }
    }
    return out.isEmpty() ? numbered(name) : out.toString();
  }

  private static StringBuilder separate(StringBuilder out, boolean apart) {
    return apart && !out.isEmpty() && out.charAt(out.length() - 1) != '_' ? out.append('_') : out;
  }

  /** Of what has nothing to be read: {@code --} is {@code u002d_u002d}. */
  private static String numbered(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints().forEach(c -> separate(out, true).append("u%04x".formatted(c)));
    return out.toString();
  }
}
