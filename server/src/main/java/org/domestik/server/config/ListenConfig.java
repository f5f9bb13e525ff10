// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import org.domestik.lua.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where the server answers.
 *
 * @param listen {@code listen}: a loopback address
 * @param port {@code port}: 0 to 65535; 0: any free one
 */
public record ListenConfig(String listen, int port) {
  /** {@code 127.0.0.1}, port 8787. */
  public static final ListenConfig DEFAULT = new ListenConfig("127.0.0.1", 8787);

  private static final int MAX_PORT = 65_535;

  static ListenConfig from(Settings settings) {
    return new ListenConfig(
        settings.text("listen", DEFAULT.listen),
        settings.integer("port", DEFAULT.port, 0, MAX_PORT));
  }

  /** This, with what the command line says instead. */
  ListenConfig or(@Nullable String otherListen, @Nullable Integer otherPort) {
    return new ListenConfig(
        otherListen == null ? listen : otherListen, otherPort == null ? port : otherPort);
  }
}
