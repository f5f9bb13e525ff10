// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

/** Notes what was done. */
@FunctionalInterface
public interface Audit {
  /** {@code what}: a word. */
  void note(String who, String address, String what, String detail);
}
