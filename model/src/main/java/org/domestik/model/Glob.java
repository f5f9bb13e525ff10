// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.Collection;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names with {@code *} for any characters and {@code ?} for one. */
public final class Glob {
  private static final String WILD = "*?";

  private Glob() {}

  /** Whether the whole name is of the form that the glob gives. */
  public static boolean matches(String glob, String name) {
    return glob.equals("*") || (isWild(glob) ? of(glob).test(name) : glob.equals(name));
  }

  /** Whether the whole name is of the form that one of the globs gives. */
  public static boolean anyMatches(Collection<String> globs, String name) {
    return globs.stream().anyMatch(glob -> matches(glob, name));
  }

  /** Tells the names of the form that the glob gives, for many of them. */
  public static Predicate<String> of(String glob) {
    StringBuilder pattern = new StringBuilder();
    glob.codePoints()
        .forEach(
            c ->
                pattern.append(
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    }));
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).asMatchPredicate();
  }

  /** Whether the glob has a wildcard, and so may mean several names. */
  public static boolean isWild(String glob) {
    return glob.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
  }

  /**
   * Returns a glob of host names unchanged.
   *
   * @throws BadInput naming the nearest valid form where no host can ever have such a name
   */
  public static String hosts(String glob) {
    return check(glob, "host", Names::isHost);
  }

  /** The same for globs of probe names. */
  public static String probes(String glob) {
    return check(glob, "probe", Names::isProbe);
  }

  private static String check(String glob, String what, Predicate<String> isName) {
    if (canMatch(glob, isName)) {
      return glob;
    }
    throw new BadInput(
        "\""
            + glob
            + "\" can match no "
            + what
            + ": '*' stands for any characters, '?' for one, all others for themselves; nearest is"
            + " \""
            + nearest(glob, isName)
            + "\"");
  }

  /** Whether there can be such a name: every rule for names allows the letter a anywhere. */
  private static boolean canMatch(String glob, Predicate<String> isName) {
    String few = glob.replace('?', 'a');
    return isName.test(few.replace("*", "")) || isName.test(few.replace('*', 'a'));
  }

  /** The same in lower case, or its longest beginning that can match, with all that follows. */
  private static String nearest(String glob, Predicate<String> isName) {
    String nearest = glob.toLowerCase(Locale.ROOT);
    String start = glob;
    while (!canMatch(nearest, isName)) {
      start = start.isEmpty() ? "" : start.substring(0, start.length() - 1);
      nearest = start.endsWith("*") ? start : start + "*";
    }
    return nearest;
  }
}
