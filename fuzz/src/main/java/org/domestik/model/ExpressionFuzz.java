// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The formula of a derived value. */
public final class ExpressionFuzz {

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      Expression.parse(new String(data, UTF_8));
    } catch (BadInput e) {
      // Refused in words.
    }
  }

  private ExpressionFuzz() {}
}
