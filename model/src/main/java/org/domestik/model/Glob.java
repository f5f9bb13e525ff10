// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.regex.Pattern;

/** Names with {@code *} for any characters and {@code ?} for one. */
public final class Glob {
  private Glob() {}

  /** Whether the whole name is of the form that the glob gives. */
  public static boolean matches(String glob, String name) {
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
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
