// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import org.domestik.model.BadInput;
import org.domestik.server.text.TooMuch;

/**
 * Unpacks Snappy's block format: a length, then literals and copies of what was unpacked before.
 * Whatever the bytes say, nothing is read or written beyond an array's end.
 */
final class Snappy {
  private final byte[] packed;
  private int at;

  private Snappy(byte[] packed) {
    this.packed = packed;
  }

  /** How many bytes there will be; {@link TooMuch} beyond a limit. */
  static int length(byte[] packed, int limit) {
    return new Snappy(packed).header(limit);
  }

  /** The bytes that were packed; {@link BadInput} where it is no Snappy. */
  static byte[] unpack(byte[] packed, int limit) {
    Snappy snappy = new Snappy(packed);
    byte[] out = new byte[snappy.header(limit)];
    snappy.unpack(out);
    return out;
  }

  private int header(int limit) {
    long length = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (at == packed.length) {
        break;
      }
      byte one = packed[at++];
      length |= (long) (one & 0x7f) << shift;
      if (one >= 0) {
        if (length > limit) {
          throw new TooMuch(
              "the body is " + length + " bytes, and " + limit + " are the most; send several");
        }
        return (int) length;
      }
    }
    throw broken();
  }

  private void unpack(byte[] out) {
    int filled = 0;
    while (at < packed.length) {
      int tag = packed[at++] & 0xff;
      if ((tag & 3) == 0) {
        int length = (tag >> 2) + 1;
        if (length > 60) {
          length = number(length - 60) + 1;
        }
        if (length <= 0 || length > packed.length - at || length > out.length - filled) {
          throw broken();
        }
        System.arraycopy(packed, at, out, filled, length);
        at += length;
        filled += length;
      } else {
        filled = copy(tag, out, filled);
      }
    }
    if (filled != out.length) {
      throw broken();
    }
  }

  /** Copies what stands some bytes before; it may reach into what it copies, which then repeats. */
  private int copy(int tag, byte[] out, int filled) {
    int length = (tag >> 2) + 1;
    int back;
    switch (tag & 3) {
      case 1 -> {
        length = (tag >> 2 & 7) + 4;
        back = (tag & 0xe0) << 3 | number(1);
      }
      case 2 -> back = number(2);
      default -> back = number(4);
    }
    if (back <= 0 || back > filled || length > out.length - filled) {
      throw broken();
    }
    if (back >= length) {
      System.arraycopy(out, filled - back, out, filled, length);
    } else {
      for (int i = filled; i < filled + length; i++) {
        out[i] = out[i - back];
      }
    }
    return filled + length;
  }

  private int number(int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      if (at == packed.length) {
        throw broken();
      }
      number |= (packed[at++] & 0xff) << 8 * i;
    }
    return number;
  }

  private static BadInput broken() {
    return new BadInput("the body is not packed by snappy, in its block format");
  }
}
