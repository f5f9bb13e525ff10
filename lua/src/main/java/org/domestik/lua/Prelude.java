// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.lua54.Lua54;

/** Loads sandbox.lua into states: compiled once, then as bytecode without its debug tables. */
final class Prelude {
  private static final String NAME = "sandbox.lua";
  private static byte @Nullable [] bytecode;

  private Prelude() {}

  /** Pushes the compiled sandbox.lua. The state must still have string.dump. */
  static synchronized void load(Lua54 lua) {
    if (bytecode == null) {
      lua.getGlobal("string");
      lua.getField(-1, "dump");
      load(lua, source(), NAME);
      lua.push(true);
      lua.pCall(2, 1);
      ByteBuffer dumped = Objects.requireNonNull(lua.toBuffer(-1));
      byte[] bytes = new byte[dumped.remaining()];
      dumped.get(bytes);
      bytecode = bytes;
      lua.pop(2);
    }
    load(lua, bytecode, NAME);
  }

  private static byte[] source() {
    try (InputStream in = Prelude.class.getResourceAsStream(NAME)) {
      return Objects.requireNonNull(in, NAME).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pushes a compiled chunk; throws luajava's LuaException if it does not compile. */
  static void load(Lua54 lua, byte[] chunk, String name) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(chunk.length);
    buffer.put(chunk).flip();
    lua.load(buffer, "@" + name);
  }
}
