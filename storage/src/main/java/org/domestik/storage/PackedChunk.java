// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.Arrays;

/**
 * Rows of one series in order of time, packed: of a time the change of its distance, of a whole
 * number its difference, both as varints; of any other number its bits.
 *
 * <p>Samples at a steady pace whose values move little take two or three bytes a row. (The idea is
 * Gorilla's, in whole bytes: T. Pelkonen et al., VLDB 2015.) Not safe for several threads.
 */
final class PackedChunk {
  /** What stands before the bits of a number that is not whole. */
  private static final int BITS = 1;

  /** What it takes besides the rows, in bytes. */
  private static final int ITSELF = 96;

  private byte[] bytes = new byte[64];
  private int length;
  private int rows;
  private long first;
  private long last;
  private long distance;
  private final long[] wholes;

  PackedChunk(int columns) {
    wholes = new long[columns];
  }

  int rows() {
    return rows;
  }

  /** The time of the latest row, in microseconds. */
  long last() {
    return last;
  }

  /** The memory it takes, in bytes. */
  int size() {
    return ITSELF + bytes.length;
  }

  /** Adds a row; answers by how many bytes this grew. */
  int add(long micros, double[] numbers) {
    int before = bytes.length;
    int most = 10 * (1 + numbers.length);
    if (length + most > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + most, bytes.length * 3 / 2));
    }
    if (rows == 0) {
      first = micros;
      last = micros;
    }
    varint(zigzag(micros - last - distance));
    distance = micros - last;
    last = micros;
    for (int column = 0; column < numbers.length; column++) {
      number(column, numbers[column]);
    }
    rows++;
    return bytes.length - before;
  }

  private void number(int column, double number) {
    long whole = (long) number;
    // Not -0.0, nor what a double cannot tell from its neighbours: they come back bit by bit.
    if (Math.abs(number) <= 0x1p53
        && Double.doubleToRawLongBits((double) whole) == Double.doubleToRawLongBits(number)) {
      varint(zigzag(whole - wholes[column]) << 1);
      wholes[column] = whole;
    } else {
      bytes[length++] = BITS;
      long bits = Double.doubleToRawLongBits(number);
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        bytes[length++] = (byte) (bits >>> shift);
      }
    }
  }

  private static long zigzag(long number) {
    return number << 1 ^ number >> 63;
  }

  private void varint(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Gives back the room nothing will come into; answers by how many bytes this grew: 0 or less. */
  int trim() {
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, length);
    return length - before;
  }

  /** Passes the rows of a span of time to a taker; see {@link PackedRows#read}. */
  void read(long from, long to, PackedRows.Taker taker) {
    Reader reader = new Reader();
    double[] numbers = new double[wholes.length];
    for (int row = 0; row < rows && reader.next(numbers) < to; row++) {
      if (reader.time >= from) {
        taker.take(reader.time, numbers);
      }
    }
  }

  /** Unpacks row by row. */
  private final class Reader {
    private final long[] before = new long[wholes.length];
    private int place;
    private long time = first;
    private long step;

    /** Reads a row's numbers; answers its time. */
    long next(double[] numbers) {
      step += unzigzag(varint());
      time += step;
      for (int column = 0; column < numbers.length; column++) {
        long packed = varint();
        if (packed == BITS) {
          numbers[column] = bits();
        } else {
          before[column] += unzigzag(packed >>> 1);
          numbers[column] = before[column];
        }
      }
      return time;
    }

    private double bits() {
      long bits = 0;
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        bits |= (bytes[place++] & 0xffL) << shift;
      }
      return Double.longBitsToDouble(bits);
    }

    private long varint() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[place++];
        number |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return number;
        }
      }
    }

    private static long unzigzag(long number) {
      return number >>> 1 ^ -(number & 1);
    }
  }
}
