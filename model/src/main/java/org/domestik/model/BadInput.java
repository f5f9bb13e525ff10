// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

/**
 * Something that came from outside is wrong; the message says what and where, in words for the
 * person who wrote it.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInput(String message) {
    super(message);
  }

  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same complaint with the place it was found in put before it. */
  public BadInput at(String where) {
    return new BadInput(where + ": " + getMessage(), this);
  }
}
