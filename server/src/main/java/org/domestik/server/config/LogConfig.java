// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.log.LogForm;

/**
 * How the log is written.
 *
 * @param form {@code log}: {@code "text"} or {@code "json"}
 */
public record LogConfig(String form) {
  /** Text. */
  public static final LogConfig DEFAULT = new LogConfig("text");

  static LogConfig from(Settings settings) {
    String form = settings.text("log", DEFAULT.form);
    try {
      LogForm.of(form, false);
      return new LogConfig(form);
    } catch (BadInput e) {
      throw settings.fault("log", String.valueOf(e.getMessage()));
    }
  }
}
