// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.domestik.model.BadInput;

/** What a Munin plugin says of its graphs. */
public final class MuninTextFuzz {

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      MuninText.read("plugin", new String(data, UTF_8));
    } catch (BadInput e) {
      // Refused in words.
    }
  }

  private MuninTextFuzz() {}
}
