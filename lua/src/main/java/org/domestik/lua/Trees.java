// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code encode} in sandbox.lua writes: {@code n}, {@code t}, {@code f}, {@code i476;},
 * {@code d0.5;}, {@code s3:abc}, {@code [items]}, <code>{keys and values}</code>, {@code
 * xfunction;}.
 *
 * <p>One text for a whole result costs one call into native code, and its size is known before.
 */
final class Trees {
  private final byte[] bytes;
  private int at;

  private Trees(byte[] bytes) {
    this.bytes = bytes;
  }

  static List<@Nullable Object> read(byte[] bytes) {
    Trees trees = new Trees(bytes);
    List<@Nullable Object> values = new ArrayList<>();
    while (trees.at < bytes.length) {
      values.add(trees.next());
    }
    return values;
  }

  private @Nullable Object next() {
    char kind = (char) bytes[at++];
    return switch (kind) {
      case 'n' -> null;
      case 't' -> true;
      case 'f' -> false;
      case 'i' -> Long.valueOf(until(';'));
      case 'd' -> number(until(';'));
      case 'x' -> new Opaque(until(';'));
      case 's' -> text(Integer.parseInt(until(':')));
      case '[' -> list();
      case '{' -> map();
      default -> throw new IllegalStateException("unexpected '" + kind + "' at " + (at - 1));
    };
  }

  private static Double number(String text) {
    return switch (text) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.valueOf(text);
    };
  }

  private String text(int length) {
    String text = new String(bytes, at, length, UTF_8);
    at += length;
    return text;
  }

  private String until(char end) {
    int start = at;
    while (bytes[at] != end) {
      at++;
    }
    return new String(bytes, start, at++ - start, UTF_8);
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    while (bytes[at] != ']') {
      list.add(next());
    }
    at++;
    return list;
  }

  private Map<Object, @Nullable Object> map() {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    while (bytes[at] != '}') {
      Object key = next();
      map.put(key == null ? "nil" : key, next());
    }
    at++;
    return map;
  }

  /**
   * Something that has no value outside Lua.
   *
   * @param kind function, userdata or thread
   */
  record Opaque(String kind) {
    @Override
    public String toString() {
      return "a " + kind;
    }
  }
}
