// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

/** Who knows a probe's tables. */
public sealed interface ProbeKind permits ProbeKind.Described, HandWritten {

  /** The storage itself, which makes them from the description, fills, evolves and reads them. */
  record Described() implements ProbeKind {}
}
