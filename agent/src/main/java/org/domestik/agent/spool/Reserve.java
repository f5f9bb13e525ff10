// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.agent.machine.OwnFiles;

/**
 * A piece of the disk kept for the day it is full: what lies in the spool can become smaller only
 * if there is room to write the smaller form beside it.
 */
final class Reserve {
  private static final int BLOCK = 4096;
  private static final int PATIENCE = 100;

  private final Path file;
  private final long bytes;
  private boolean taken;
  private int waited = PATIENCE;

  Reserve(Path file, long bytes) {
    this.file = file;
    this.bytes = bytes;
    try {
      taken = Files.exists(file) && Files.size(file) >= bytes;
    } catch (IOException e) {
      taken = false; // It is written again, if that can be done.
    }
    take();
  }

  /** Fills the file if it is not there; on a full disk not every time. */
  void take() {
    if (taken || waited++ < PATIENCE) {
      return;
    }
    waited = 0;
    try (FileChannel out = OwnFiles.open(file)) {
      while (out.size() < bytes) {
        out.write(ByteBuffer.allocate(BLOCK));
      }
      taken = true;
    } catch (IOException e) {
      taken = true;
      release();
      waited = 0;
    }
  }

  /** Gives the room free; false if that was done before. */
  boolean release() {
    if (!taken) {
      return false;
    }
    taken = false;
    waited = PATIENCE;
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      return false;
    }
  }
}
