// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;

/** Globs of hosts in one text, with commas between them. */
final class HostGlobs {
  /** All hosts. */
  static final String ALL = "*";

  private static final int MOST = 64;

  private HostGlobs() {}

  /** The text itself; {@link BadInput} where a part of it can match no host. */
  static String check(String text) {
    List<String> globs = List.of(text.split(",", MOST + 1));
    if (globs.size() > MOST) {
      throw new BadInput("there are at most " + MOST + " globs of hosts");
    }
    globs.forEach(Glob::hosts);
    return text;
  }

  /** Tells the hosts that one of them matches. */
  static Predicate<String> of(String text) {
    return Stream.of(text.split(",")).map(Glob::of).reduce(host -> false, Predicate::or);
  }

  /** Whether it is the name of one host. */
  static boolean isOne(String text) {
    return !Glob.isWild(text) && text.indexOf(',') < 0;
  }
}
