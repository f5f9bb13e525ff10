// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Secrets that nobody can guess, and what is kept of them. */
final class Secrets {
  /** 192 bits become the 32 characters of a token. */
  private static final int BYTES = 24;

  private static final String PREFIX = "dmk_";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** A new one: {@code dmk_} and 32 characters of base64url. */
  static String token() {
    return PREFIX + random();
  }

  static boolean isToken(String text) {
    return text.startsWith(PREFIX);
  }

  /** 32 characters of base64url. */
  static String random() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What is kept of a secret of that kind: no slow hash is needed, as nobody can try them all. */
  static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
