// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import org.domestik.model.BadInput;

/**
 * What a server gave an agent so that it is let in. It is shown to that server and to nobody else:
 * no message has it, nor {@link #toString}.
 *
 * @param value 1 to 500 visible characters of ASCII
 */
public record Token(String value) {
  private static final int MOST_CHARACTERS = 500;

  /** Checks what would go into a header. */
  public Token {
    if (value.isEmpty()
        || value.length() > MOST_CHARACTERS
        || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new BadInput("no token: it has to be one line of letters, digits and signs");
    }
  }

  @Override
  public String toString() {
    return "(a token)";
  }
}
