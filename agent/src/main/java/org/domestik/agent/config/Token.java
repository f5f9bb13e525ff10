// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * What a server gave an agent so that it is let in. It is shown to that server and to nobody else:
 * no message has it, nor {@link #toString}.
 *
 * @param value 1 to 500 visible characters of ASCII
 * @param file where it was read from, and where a later one may be; null: nowhere
 */
public record Token(String value, @Nullable Path file) {
  private static final int MOST_CHARACTERS = 500;

  /** Checks what would go into a header. */
  public Token {
    if (value.isEmpty()
        || value.length() > MOST_CHARACTERS
        || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new BadInput("no token: it has to be one line of letters, digits and signs");
    }
  }

  /** One that stays. */
  public Token(String value) {
    this(value, null);
  }

  /** The one in a file that nobody else may read. */
  public static Token in(Path file) {
    return new Token(SecretFile.read(file), file);
  }

  /** The one that is in its file now; this one where there is none, or it cannot be read. */
  public Token latest() {
    try {
      return file == null ? this : in(file);
    } catch (BadInput e) {
      return this; // It is being written, perhaps: the server will say what it thinks of this one.
    }
  }

  @Override
  public String toString() {
    return "(a token)";
  }
}
