// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

/** What a request needs of whoever makes it. */
public enum Right {
  /** Nothing. */
  NONE,
  /** To deliver what a host sees. */
  WRITE,
  /** To read what is stored. */
  READ,
  /** All of it. */
  ADMIN
}
