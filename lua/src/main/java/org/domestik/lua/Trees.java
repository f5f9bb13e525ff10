// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * Plain trees as bytes, as {@code encode} in sandbox.lua also writes them: {@code n}, {@code t},
 * {@code f}, {@code i476;}, {@code d0.5;}, {@code s3:abc}, {@code [items]}, <code>{keys and values}
 * </code>, {@code xfunction;}.
 *
 * <p>One text for a whole result costs one call into native code, and its size is known before.
 */
public final class Trees {
  private final byte[] bytes;
  private int at;

  private Trees(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The trees written in the bytes, one after the other.
   *
   * @throws BadInput where the bytes were cut off or are something else
   */
  public static List<@Nullable Object> read(byte[] bytes) {
    Trees trees = new Trees(bytes);
    List<@Nullable Object> values = new ArrayList<>();
    try {
      while (trees.at < bytes.length) {
        values.add(trees.next());
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new BadInput("no tree: cut off or damaged at byte " + trees.at, e);
    }
    return values;
  }

  /** The bytes {@link #read} reads one tree back from. */
  public static byte[] write(Object tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    append(out, tree);
    return out.toByteArray();
  }

  @SuppressWarnings("IfChainToSwitch") // It would make classes at run time: memory.
  private static void append(ByteArrayOutputStream out, Object node) {
    if (node instanceof Boolean bool) {
      out.writeBytes(ascii(bool ? "t" : "f"));
    } else if (node instanceof Integer || node instanceof Long) {
      out.writeBytes(ascii("i" + node + ";"));
    } else if (node instanceof Double number) {
      out.writeBytes(ascii("d" + text(number) + ";"));
    } else if (node instanceof String text) {
      byte[] bytes = ByteText.bytes(text);
      out.writeBytes(ascii("s" + bytes.length + ":"));
      out.writeBytes(bytes);
    } else if (node instanceof Map<?, ?> map) {
      out.write('{');
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        append(out, entry.getKey());
        append(out, entry.getValue());
      }
      out.write('}');
    } else if (node instanceof Iterable<?> list) {
      out.write('[');
      for (Object entry : list) {
        append(out, entry);
      }
      out.write(']');
    } else {
      throw new IllegalArgumentException("no tree: " + node.getClass());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String text(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    return Double.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : Double.toString(number);
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
      default -> throw new BadInput("no tree: unexpected '" + kind + "' at byte " + (at - 1));
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
    String text = ByteText.of(bytes, at, length);
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
