// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;

/**
 * Makes names of tables and columns from names as others write them: lower case, '_' for all but
 * letters and digits. Two names that would become one are an error, not a mixture.
 *
 * <p>Safe for use by many threads.
 */
final class Spelling {
  private static final int MAX_NAMES = 100_000;

  private final Map<String, String> seen = new ConcurrentHashMap<>();

  /**
   * The plain form of a name.
   *
   * @param scope where two names must not become one, such as "values of cpu"
   */
  String plain(String scope, String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    if (!plain.isEmpty() && Character.isDigit(plain.charAt(0))) {
      plain = "_" + plain;
    }
    if (seen.size() >= MAX_NAMES) {
      seen.clear();
    }
    String earlier = seen.putIfAbsent(scope + '\n' + plain, name);
    if (earlier != null && !earlier.equals(name)) {
      throw new BadInput(
          Texts.quoted(name)
              + " and "
              + Texts.quoted(earlier)
              + " would both be \""
              + plain
              + "\" among the "
              + scope
              + "; rename one");
    }
    return plain;
  }
}
