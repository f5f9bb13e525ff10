// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import org.jspecify.annotations.Nullable;

/**
 * A role of PostgreSQL that can log in.
 *
 * @param password null: none is needed
 */
public record Login(String user, @Nullable String password) {
  /** Without the password, which has no place in a log. */
  @Override
  public String toString() {
    return user;
  }
}
