// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

/**
 * Bounds the memory of answers that wait for readers who are slow. One alone always finds room.
 * Safe for use by many threads.
 */
final class AnswerRoom {
  private final long most;
  private long held;

  AnswerRoom(long most) {
    this.most = most;
  }

  /** Takes room for an answer; false if there is none. */
  synchronized boolean claim(long bytes) {
    if (held > 0 && held + bytes > most) {
      return false;
    }
    held += bytes;
    return true;
  }

  synchronized void release(long bytes) {
    held -= bytes;
  }
}
