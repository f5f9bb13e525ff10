// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

/** How rows travel. */
public enum Format {
  LINES,
  JSON
}
