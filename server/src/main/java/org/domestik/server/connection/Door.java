// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import java.io.Closeable;

/** What stands before HTTP: nothing, or TLS. */
public interface Door {
  /** Lets every connection through. */
  Door OPEN = () -> () -> {};

  /**
   * The connection of this thread has come through.
   *
   * @return what ends it at once, without a word to the other side that it may not take
   */
  Closeable passed();

  /** Ends those that stand in it for too long; to be called again and again. */
  default void look() {}
}
