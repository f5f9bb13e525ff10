// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for names that become table and column names.
 *
 * <p>Lower case only, so that SQL never needs quotes, and short enough that {@code
 * probe_<name>_archive} and {@code <value>_min_time} stay within PostgreSQL's 63 bytes.
 */
public final class Names {
  /** The most characters a probe, key or value name may have. */
  public static final int MAX_LENGTH = 40;

  private static final Pattern NAME =
      Pattern.compile("[a-z_][a-z0-9_]{0," + (MAX_LENGTH - 1) + "}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,252}");
  private static final Set<String> RESERVED =
      Set.of("host", "sample_time", "samples", "series", "bucket_end");

  private Names() {}

  /** Returns a probe's name unchanged, or throws {@link BadInput}. */
  public static String probe(String name) {
    return check("probe", name);
  }

  /** Returns the name of a key or a (derived) value unchanged, or throws {@link BadInput}. */
  public static String column(String what, String name) {
    check(what, name);
    if (isReserved(name)) {
      throw new BadInput(what + " name \"" + name + "\" is taken: every table has a column of it");
    }
    return name;
  }

  /** Whether every table has a column of a name, so that no key or value can be called so. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  /** Returns a host's name unchanged, or throws {@link BadInput}; at most 253 characters. */
  public static String host(String name) {
    if (!HOST.matcher(name).matches()) {
      throw new BadInput(
          "host name \"" + name + "\" is not letters, digits, '.', '-', '_', ':', '@' (1 to 253)");
    }
    return name;
  }

  static boolean isProbe(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isHost(String name) {
    return HOST.matcher(name).matches();
  }

  private static String check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new BadInput(
          what
              + " name \""
              + name
              + "\" is not lower-case letters, digits and '_' (1 to "
              + MAX_LENGTH
              + ", no digit first)");
    }
    return name;
  }
}
