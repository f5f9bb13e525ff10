// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.time.Duration;
import org.domestik.model.ByteText;

/** A script: it is compiled or refused, and stopped where it goes beyond its limits. */
public final class LuaSandboxFuzz {

  private static final LuaLimits LIMITS =
      new LuaLimits(Duration.ofMillis(20), 1_000_000, 4 << 20, 10_000, 10, 100);

  public static void fuzzerTestOneInput(byte[] data) {
    try (LuaSandbox sandbox = new LuaSandbox(LIMITS, LuaHost.NOTHING)) {
      sandbox.compile("fuzz.lua", ByteText.of(data)).run();
    } catch (LuaFailure e) {
      // Refused or stopped.
    }
  }

  private LuaSandboxFuzz() {}
}
