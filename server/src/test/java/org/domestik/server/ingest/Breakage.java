// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.random.RandomGenerator;

/** Breaks documents at random. */
public final class Breakage {
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e999",
    "-",
    " ",
    "=",
    "\n",
    "0",
    "\u0000",
    "é",
    "\"x\":1",
    "i",
    "host",
    "99999999999999999999"
  };

  private Breakage() {}

  /** The bytes with one to three of them, or stretches of them, lost, doubled or replaced. */
  public static byte[] of(byte[] good, RandomGenerator random) {
    byte[] bytes = good;
    for (int times = random.nextInt(1, 4); times > 0; times--) {
      int at = random.nextInt(bytes.length + 1);
      int length = Math.min(bytes.length - at, random.nextInt(random.nextBoolean() ? 3 : 40));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8));
        case 1 -> out.write(random.nextInt(256));
        case 2 -> {
          out.write(bytes, at, length);
          out.write(bytes, at, length);
        }
        default -> {}
      }
      out.write(bytes, at + length, bytes.length - at - length);
      bytes = out.toByteArray();
    }
    return bytes;
  }
}
