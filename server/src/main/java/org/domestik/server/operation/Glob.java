// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.util.regex.Pattern;

/** Names with {@code *} for any characters and {@code ?} for one. */
final class Glob {
  private Glob() {}

  static boolean matches(String glob, String name) {
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
    return name.matches(pattern.toString());
  }
}
