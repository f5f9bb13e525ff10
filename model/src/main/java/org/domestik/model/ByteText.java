// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * Bytes as text and back without loss: a file's or a process's name is bytes, and mostly UTF-8. A
 * byte that is not becomes a low surrogate on its own, U+DC80 to U+DCFF, as Python has it; no text
 * that is Unicode holds one.
 */
public final class ByteText {
  /** What is added to a byte that stands for itself. */
  private static final int ESCAPE = 0xdc00;

  private ByteText() {}

  /** The text of bytes; other bytes give another text. */
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** The text of a part of bytes. */
  public static String of(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, UTF_8);
    // What replaces a wrong byte may stand there in its own right: only a closer look can tell.
    return text.indexOf('\ufffd') < 0 ? text : exact(ByteBuffer.wrap(bytes, from, length));
  }

  private static String exact(ByteBuffer bytes) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    CharBuffer part = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, part, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        part.put((char) (ESCAPE + (bytes.get() & 0xff)));
      }
      result = decoder.decode(bytes, part, true);
    }
    return part.flip().toString();
  }

  /** The bytes that a text of {@link #of} was made of. */
  public static byte[] bytes(String text) {
    if (isUnicode(text)) {
      return text.getBytes(UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int length = Character.charCount(c);
      if (isByte(c)) {
        bytes.write(c - ESCAPE);
      } else {
        bytes.writeBytes(text.substring(i, i + length).getBytes(UTF_8));
      }
      i += length;
    }
    return bytes.toByteArray();
  }

  /** Whether a text is the same bytes in every encoding that a locale may have. */
  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text has no byte that stands for itself, nor any other half of a character. */
  public static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int c = text.codePointAt(i);
        if (Character.charCount(c) == 1) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Whether what {@link String#codePointAt} gave is a byte that is not UTF-8. */
  static boolean isByte(int c) {
    return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff;
  }

  /** The text for a message: a byte that is not UTF-8 reads {@code \xe9}. */
  public static String readable(String text) {
    if (isUnicode(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.charCount(c) == 1 && Character.isSurrogate((char) c)) {
        KeyText.appendEscape(out, c);
      } else {
        out.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }
}
