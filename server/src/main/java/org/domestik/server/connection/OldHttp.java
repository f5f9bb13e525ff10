// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads requests of HTTP/1.0, which proxies speak by default, as requests of HTTP/1.1 whose
 * connection ends with the answer.
 */
final class OldHttp {
  private static final byte[] VERSION = " HTTP/1.0".getBytes(ISO_8859_1);
  private static final Pattern HOST =
      Pattern.compile("\\nHost:|\\r?\\n\\r?\\n", Pattern.CASE_INSENSITIVE);

  private OldHttp() {}

  /** The beginning of a request, as one of HTTP/1.1 where it is one of HTTP/1.0. */
  static byte[] read(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    int line = end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    int version = line - VERSION.length;
    if (end == bytes.length
        || version < 0
        || !Arrays.equals(bytes, version, line, VERSION, 0, VERSION.length)) {
      return bytes;
    }
    String text = new String(bytes, ISO_8859_1);
    Matcher host = HOST.matcher(text);
    boolean named = host.find(line) && host.group().length() > 4;
    return (text.substring(0, version)
            + " HTTP/1.1\r\nConnection: close"
            + (named ? "" : "\r\nHost: localhost")
            + text.substring(line))
        .getBytes(ISO_8859_1);
  }
}
