// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

/** Which Domestik this is. */
public final class Version {
  // Kept equal to the project's by a test, so that nothing has to be read to say it.
  private static final String CURRENT = "0.1.0-SNAPSHOT";

  private Version() {}

  /** The version, such as {@code 0.1.0}; a method, as a constant would be compiled into others. */
  public static String current() {
    return CURRENT;
  }
}
