// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

/**
 * What became of a batch.
 *
 * @param accepted the samples stored, a bucket counting as one; 0 for a duplicate
 * @param duplicate whether the batch had been accepted before
 * @param conflict whether another batch had been accepted under its host, boot and sequence: both
 *     are kept
 */
public record Acceptance(int accepted, boolean duplicate, boolean conflict) {
  /** Of a batch that had been accepted before. */
  public static final Acceptance REPEAT = new Acceptance(0, true);

  /** Of a batch without a number of which all was there. */
  public static final Acceptance NOTHING = new Acceptance(0, false);

  /** What became of a batch that is in no conflict with another. */
  public Acceptance(int accepted, boolean duplicate) {
    this(accepted, duplicate, false);
  }
}
