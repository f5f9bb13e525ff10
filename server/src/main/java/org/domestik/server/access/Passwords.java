// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** People's passwords, of which a slow hash is kept. */
final class Passwords {
  /** About a quarter of a second on a small machine. */
  private static final int COST = 12;

  private static final int LEAST_CHARACTERS = 10;

  /** Beyond them bcrypt looks at nothing. */
  private static final int MOST_BYTES = 72;

  /**
   * Of no password: it is looked at for users that are not there, so that it takes as long. That
   * needs its salt alone; to hash a word for the rest would take each command as long as a login.
   */
  private static final String NOBODYS = BCrypt.gensalt(COST) + ".".repeat(31);

  private Passwords() {}

  /** The hash of a new password; {@link BadInput} where it is too short or too long. */
  static String hash(String password) {
    if (password.codePointCount(0, password.length()) < LEAST_CHARACTERS) {
      throw new BadInput("a password has " + LEAST_CHARACTERS + " characters or more");
    }
    if (password.getBytes(UTF_8).length > MOST_BYTES) {
      throw new BadInput("a password has at most " + MOST_BYTES + " bytes in UTF-8");
    }
    return BCrypt.hashpw(password, BCrypt.gensalt(COST));
  }

  /** Whether it is the password; takes as long where there is no hash to compare with. */
  static boolean is(String password, @Nullable String hash) {
    if (password.getBytes(UTF_8).length > MOST_BYTES) {
      return false;
    }
    return BCrypt.checkpw(password, hash == null ? NOBODYS : hash) && hash != null;
  }
}
