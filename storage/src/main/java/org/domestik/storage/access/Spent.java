// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

/** What came of an attempt to use an enrolment. */
public enum Spent {
  /** The token is there. */
  DONE,
  /** No use was left. */
  USED_UP,
  /** The host is another agent's. */
  TAKEN
}
