// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

/**
 * There is such a file, and it may not be read: a script is answered as the kernel would answer it,
 * {@code nil} and why.
 */
public final class PermissionDenied extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How every such message begins. */
  public static final String WORDS = "Permission denied";

  /**
   * @param why and what can be done, put behind the words
   */
  public PermissionDenied(String why) {
    super(why.startsWith(WORDS) ? why : WORDS + ": " + why);
  }
}
