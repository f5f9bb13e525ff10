// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import java.util.Set;
import java.util.TreeSet;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.server.text.Texts;

/**
 * What becomes of fields that nobody here knows: of a person or program they are mistyped and
 * refused, of an agent of another version they are left out and noted. Not thread-safe.
 */
public final class UnknownFields {
  private static final int MOST = 20;
  private static final int MOST_LETTERS = 100;

  private final boolean refused;
  private final Set<String> names = new TreeSet<>();

  private UnknownFields(boolean refused) {
    this.refused = refused;
  }

  /** For whoever means this version. */
  public static UnknownFields refused() {
    return new UnknownFields(true);
  }

  /** For an agent of another version. */
  public static UnknownFields leftOut() {
    return new UnknownFields(false);
  }

  /** Throws {@link BadInput} with the nearest of those known, or notes it. */
  void found(String field, Set<String> known) {
    refuse(
        new BadInput("unknown field " + Texts.quoted(field) + Nearest.hint(field, known)), field);
  }

  /** Throws the fault of a part that cannot be read, or notes the part. */
  void refuse(BadInput fault, String part) {
    if (refused) {
      throw fault;
    }
    if (names.size() < MOST) {
      names.add(Texts.free(part, MOST_LETTERS));
    }
  }

  /** Those that were left out; at most {@value #MOST}. */
  public Set<String> names() {
    return names;
  }
}
