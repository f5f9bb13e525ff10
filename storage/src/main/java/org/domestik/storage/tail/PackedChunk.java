// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.tail;

import java.util.Arrays;

/**
 * Rows of one series in order of time, packed: a bit for each number that is not the one before it,
 * and for the time if its distance changed; then of the time that change, of a whole number its
 * difference, both as varints; of any other number its bits.
 *
 * <p>Samples at a steady pace whose values move little take two or three bytes a row. (The idea is
 * Gorilla's, in whole bytes: T. Pelkonen et al., VLDB 2015.) Not safe for several threads.
 */
final class PackedChunk {
  /** What stands before the bits of a number that is not whole. */
  private static final int BITS = 1;

  /** What it takes besides the rows, in bytes. */
  private static final int ITSELF = 96;

  private static final int LONGEST_VARINT = 10;
  private static final byte[] NO_BYTES = {};
  private static final long[] NO_STATE = {};

  private final int columns;
  private long first;
  private long last;
  private int rows;
  private int length;

  /** The rows, until they are in a block. */
  private byte[] bytes = new byte[64];

  private int block = -1;

  /** What is needed to add rows; nothing once they are in a block. */
  private long[] state;

  PackedChunk(int columns) {
    this.columns = columns;
    // The last distance; then of each column its last bits and its last whole number.
    state = new long[1 + 2 * columns];
  }

  /** The most bytes a row of so many columns can take. */
  static int most(int columns) {
    return masks(columns) + LONGEST_VARINT * (1 + columns);
  }

  private static int masks(int columns) {
    return columns / Byte.SIZE + 1;
  }

  /** Whether another row might not fit. */
  boolean isFull() {
    return length + most(columns) > TailMemory.BLOCK;
  }

  /** The time of the earliest row, in microseconds. */
  long first() {
    return first;
  }

  /** The time of the latest row, in microseconds. */
  long last() {
    return last;
  }

  /** The memory it takes, in bytes. */
  int size() {
    return ITSELF + (block < 0 ? bytes.length : TailMemory.BLOCK);
  }

  /** Adds a row; answers by how many bytes this grew. */
  int add(long micros, double[] numbers) {
    int before = bytes.length;
    int most = length + most(columns);
    if (most > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(most, bytes.length * 3 / 2));
    }
    if (rows == 0) {
      first = micros;
      last = micros;
    }
    int mask = length;
    length += masks(columns);
    long distance = micros - last;
    if (distance != state[0]) {
      bytes[mask] = 1;
      varint(zigzag(distance - state[0]));
      state[0] = distance;
    }
    last = micros;
    for (int column = 0; column < columns; column++) {
      long bits = Double.doubleToRawLongBits(numbers[column]);
      if (bits != state[1 + 2 * column]) {
        int bit = column + 1;
        bytes[mask + bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
        number(2 + 2 * column, numbers[column], bits);
        state[1 + 2 * column] = bits;
      }
    }
    rows++;
    return bytes.length - before;
  }

  private void number(int place, double number, long bits) {
    long whole = (long) number;
    // Not -0.0, nor what a double cannot tell from its neighbours: they come back bit by bit.
    if (Math.abs(number) <= 0x1p53 && Double.doubleToRawLongBits((double) whole) == bits) {
      varint(zigzag(whole - state[place]) << 1);
      state[place] = whole;
    } else {
      bytes[length++] = BITS;
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

  /** Moves the rows into a block; false if there is none. Nothing can be added after that. */
  boolean close(TailMemory memory) {
    block = memory.take();
    if (block < 0) {
      return false;
    }
    memory.write(block, bytes, length);
    bytes = NO_BYTES;
    state = NO_STATE;
    return true;
  }

  /** Gives its block back, if it has one; it is not to be used any more. */
  void free(TailMemory memory) {
    if (block >= 0) {
      memory.give(block);
      block = -1;
    }
  }

  /** Passes the rows of a span of time to a taker; see {@link PackedRows#read}. */
  void read(TailMemory memory, long from, long to, PackedRows.Taker taker) {
    Reader reader = new Reader(block < 0 ? bytes : memory.read(block, length));
    for (int row = 0; row < rows && reader.next() < to; row++) {
      if (reader.time >= from) {
        taker.take(reader.time, reader.numbers);
      }
    }
  }

  /** Unpacks row by row. */
  private final class Reader {
    private final byte[] packed;
    private final double[] numbers = new double[columns];
    private final long[] wholes = new long[columns];
    private int place;
    private long time = first;
    private long step;

    Reader(byte[] packed) {
      this.packed = packed;
    }

    /** Reads a row's numbers; answers its time. */
    long next() {
      int mask = place;
      place += masks(columns);
      if ((packed[mask] & 1) != 0) {
        step += unzigzag(varint());
      }
      time += step;
      for (int column = 0; column < columns; column++) {
        int bit = column + 1;
        if ((packed[mask + bit / Byte.SIZE] & 1 << bit % Byte.SIZE) != 0) {
          long word = varint();
          if (word == BITS) {
            numbers[column] = bits();
          } else {
            wholes[column] += unzigzag(word >>> 1);
            numbers[column] = wholes[column];
          }
        }
      }
      return time;
    }

    private double bits() {
      long bits = 0;
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        bits |= (packed[place++] & 0xffL) << shift;
      }
      return Double.longBitsToDouble(bits);
    }

    private long varint() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = packed[place++];
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
