// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.nio.file.Path;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.config.SecretFile;
import org.jspecify.annotations.Nullable;

/** Texts that may stand in a file of their own: {@code token} or {@code token_file}. */
final class Secrets {
  private Secrets() {}

  /**
   * The key {@code token}, fit for a header, null if there is none.
   *
   * @throws BadInput where it is no token; Java's own complaint would say it
   */
  static @Nullable String token(Settings settings, Path folder) {
    String token = read(settings, "token", folder);
    if (token != null && !token.matches("[\\x21-\\x7e]+")) {
      throw settings.fault(
          "token", "expected one word of letters, digits and signs of ASCII; it has others");
    }
    return token;
  }

  /** The text, null if neither is there; a complaint never says it. */
  static @Nullable String read(Settings settings, String key, Path folder) {
    Object value = settings.any(key);
    String file = settings.text(key + "_file");
    if (value != null && file != null) {
      throw settings.fault(key, "and " + key + "_file are both there; write one of them");
    }
    if (value != null && !(value instanceof String)) {
      throw settings.fault(key, "expected a text in quotes");
    }
    try {
      return file == null ? (String) value : SecretFile.read(key + "_file", folder, file);
    } catch (BadInput e) {
      throw e.at(settings.where());
    }
  }
}
