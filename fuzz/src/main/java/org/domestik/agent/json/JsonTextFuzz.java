// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.domestik.model.BadInput;

/** An answer of the server, as the agent reads it. */
public final class JsonTextFuzz {

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      JsonText.read(new String(data, UTF_8));
    } catch (BadInput e) {
      // Refused in words.
    }
  }

  private JsonTextFuzz() {}
}
