// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

/**
 * What became of a batch.
 *
 * @param accepted the samples stored, a bucket counting as one; 0 for a duplicate
 * @param duplicate whether the batch had been accepted before
 */
public record Acceptance(int accepted, boolean duplicate) {}
