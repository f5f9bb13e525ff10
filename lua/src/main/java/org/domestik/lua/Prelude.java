// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.lua54.Lua54;

/** Loads the sandbox into states: compiled once, then as bytecode without its debug tables. */
final class Prelude {
  private static final String NAME = "sandbox";

  /** One chunk: each part sees the locals of those before it. */
  private static final List<String> PARTS =
      List.of(
          "limits.lua",
          "patterns.lua",
          "matcher.lua",
          "strings.lua",
          "standard.lua",
          "files.lua",
          "modules.lua",
          "results.lua",
          "scripts.lua");

  private static byte @Nullable [] bytecode;

  private Prelude() {}

  /** Pushes the compiled sandbox. The state must still have string.dump. */
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
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String part : PARTS) {
      try (InputStream in = Prelude.class.getResourceAsStream("sandbox/" + part)) {
        Objects.requireNonNull(in, part).transferTo(all);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all.toByteArray();
  }

  /** Pushes a compiled chunk; throws luajava's LuaException if it does not compile. */
  static void load(Lua54 lua, byte[] chunk, String name) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(chunk.length);
    buffer.put(chunk).flip();
    lua.load(buffer, "@" + name);
  }
}
