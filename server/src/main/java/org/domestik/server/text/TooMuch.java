// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.text;

/** A request brings more than one may; the message says how much is allowed. */
public final class TooMuch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TooMuch(String message) {
    super(message);
  }
}
