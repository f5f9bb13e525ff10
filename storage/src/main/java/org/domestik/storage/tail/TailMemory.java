// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.tail;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Memory outside the heap for what all {@link Tail}s keep, in blocks of one size: taken from the
 * system as series come, up to a limit of which each series has an equal share. Safe for use by
 * several threads.
 */
public final class TailMemory {
  /** The size of a block, in bytes. */
  static final int BLOCK = 1024;

  private static final int SLAB_BLOCKS = 512;
  private static final Cleaner CLEANER = Cleaner.create();

  private final long all;
  private volatile long share;

  /** Grows only; whoever has a block's number sees the slab it lies in. */
  private volatile ByteBuffer[] slabs = {};

  private int[] free = new int[SLAB_BLOCKS];
  private int frees;

  /**
   * Nothing is taken yet.
   *
   * @param all what all tails together may take, in bytes; 0: there are to be none
   */
  public TailMemory(long all) {
    this.all = all;
    share = all;
  }

  /** Notes how many series there are. */
  public void among(long series) {
    share = all / Math.max(1, series);
  }

  /** What one series may take, in bytes. */
  long share() {
    return share;
  }

  /** The number of a block that is the caller's from now on; -1 where there is none left. */
  synchronized int take() {
    if (frees == 0 && !grow()) {
      return -1;
    }
    return free[--frees];
  }

  private boolean grow() {
    int slab = slabs.length;
    long blocks = Math.min(SLAB_BLOCKS, all / BLOCK - (long) slab * SLAB_BLOCKS);
    if (blocks <= 0) {
      return false;
    }
    ByteBuffer[] more = Arrays.copyOf(slabs, slab + 1);
    try {
      more[slab] = ByteBuffer.allocateDirect((int) blocks * BLOCK);
    } catch (OutOfMemoryError e) {
      return false; // Whatever is not kept here, the tables have.
    }
    slabs = more;
    free = Arrays.copyOf(free, more.length * SLAB_BLOCKS);
    for (int block = (int) blocks - 1; block >= 0; block--) {
      free[frees++] = slab * SLAB_BLOCKS + block;
    }
    return true;
  }

  /** Gives a block back, which its taker must not touch any more. */
  synchronized void give(int block) {
    free[frees++] = block;
  }

  /** How many blocks are taken. */
  synchronized long taken() {
    long there = 0;
    for (ByteBuffer slab : slabs) {
      there += slab.capacity() / BLOCK;
    }
    return there - frees;
  }

  /** Fills the beginning of a block. */
  void write(int block, byte[] from, int length) {
    slab(block).put(place(block), from, 0, length);
  }

  /** Reads the beginning of a block. */
  byte[] read(int block, int length) {
    byte[] bytes = new byte[length];
    slab(block).get(place(block), bytes);
    return bytes;
  }

  private ByteBuffer slab(int block) {
    return slabs[block / SLAB_BLOCKS];
  }

  private static int place(int block) {
    return block % SLAB_BLOCKS * BLOCK;
  }

  /** Has something done once an owner of blocks is gone, however that came about. */
  static void whenGone(Object owner, Runnable giveBack) {
    CLEANER.register(owner, giveBack);
  }
}
