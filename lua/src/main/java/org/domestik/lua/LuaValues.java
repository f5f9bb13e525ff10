// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.model.ByteText;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.lua54.Lua54;

/**
 * Takes values between Java and one Lua state. Texts cross as the bytes of {@link ByteText}: JNI's
 * own form of UTF-8 has others for zero and for what is beyond 16 bits, and none for bytes.
 */
final class LuaValues {
  /** So much is on Lua's stack at once. */
  private static final int MOST = 100;

  private final int character;

  /** To be called before the state loses string.char. */
  LuaValues(Lua54 lua) {
    lua.getGlobal("string");
    lua.getField(-1, "char");
    character = lua.ref();
    lua.pop(1);
  }

  /** Pushes a plain tree, or null as nil. */
  @SuppressWarnings("IfChainToSwitch") // It would make classes at run time: memory.
  void push(Lua state, @Nullable Object node) {
    if (node instanceof String text) {
      push(state, text);
    } else if (node instanceof Map<?, ?> map) {
      state.createTable(0, map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        push(state, entry.getKey());
        push(state, entry.getValue());
        state.rawSet(-3);
      }
    } else if (node instanceof Collection<?> list) {
      state.createTable(list.size(), 0);
      int place = 0;
      for (Object entry : list) {
        push(state, entry);
        state.rawSetI(-2, ++place);
      }
    } else {
      state.push(node, Lua.Conversion.FULL);
    }
  }

  /** What JNI's form is UTF-8 of crosses as it is, all else byte by byte. */
  private void push(Lua state, String text) {
    int parts = 0;
    int from = 0;
    do {
      int to = from;
      while (to < text.length() && crosses(text.charAt(to))) {
        to++;
      }
      if (to > from || text.isEmpty()) {
        state.push(text.substring(from, to));
      } else {
        while (to < text.length() && !crosses(text.charAt(to)) && to - from < MOST) {
          to += Character.charCount(text.codePointAt(to));
        }
        push(state, ByteText.bytes(text.substring(from, to)));
      }
      from = to;
      if (++parts == MOST) {
        state.concat(parts);
        parts = 1;
      }
    } while (from < text.length());
    if (parts > 1) {
      state.concat(parts);
    }
  }

  private static boolean crosses(char c) {
    return c != 0 && !Character.isSurrogate(c);
  }

  private void push(Lua state, byte[] bytes) {
    state.checkStack(bytes.length + 1);
    state.refGet(character);
    for (byte one : bytes) {
      state.push((long) (one & 0xff));
    }
    state.pCall(bytes.length, 1);
  }

  /** What a function was called with: Long, Double, String, Boolean or null; null for the rest. */
  static List<@Nullable Object> arguments(Lua state) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (int i = 1; i <= state.getTop(); i++) {
      arguments.add(argument(state, i));
    }
    return arguments;
  }

  private static @Nullable Object argument(Lua state, int index) {
    Lua.LuaType type = state.type(index);
    if (type == Lua.LuaType.STRING) {
      return text(state, index);
    }
    if (type == Lua.LuaType.BOOLEAN) {
      return state.toBoolean(index);
    }
    if (type != Lua.LuaType.NUMBER) {
      return null;
    }
    return state.isInteger(index)
        ? (Object) state.toInteger(index)
        : (Object) state.toNumber(index);
  }

  private static String text(Lua state, int index) {
    String text = Objects.requireNonNull(state.toString(index));
    return ByteText.isAscii(text) && text.length() == state.rawLength(index)
        ? text
        : ByteText.of(bytes(state, index));
  }

  /** The bytes of the string at a place of the stack. */
  static byte[] bytes(Lua state, int index) {
    ByteBuffer buffer = Objects.requireNonNull(state.toBuffer(index));
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
