// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

/**
 * Numbers that follow each other.
 *
 * @param first the least
 * @param last the greatest
 */
record Numbers(long first, long last) {
  /** Whether some are the same. */
  boolean meet(Numbers others) {
    return first <= others.last && last >= others.first;
  }
}
