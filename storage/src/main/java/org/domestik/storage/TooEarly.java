// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

/**
 * A batch is of the future by this server's clock, which may be the one that is wrong: nothing of
 * it is kept, and it may be sent again later.
 */
public final class TooEarly extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TooEarly(String message) {
    super(message);
  }
}
