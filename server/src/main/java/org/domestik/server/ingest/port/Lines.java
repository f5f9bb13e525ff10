// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

/** Takes the lines that come. Thread-safe. */
public interface Lines {
  /**
   * Takes whole lines of an address; the array is another's afterwards.
   *
   * @param canWait whether the sender waits meanwhile; else what cannot be taken at once is lost
   */
  void take(String address, byte[] bytes, int from, int to, boolean canWait);

  /** Counts a sender that may not send. */
  void refuse(String address);

  /** Counts a sender that there is no room for. */
  void turnAway(String address, String why);

  /** Whether no more are wanted. */
  boolean isClosed();
}
