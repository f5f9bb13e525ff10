// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import org.jspecify.annotations.Nullable;

/** What became of a request's samples. */
final class Written {
  /** Those that are stored, or that there is nothing to store of, as a series' end. */
  long samples;

  /** What could not be. */
  long dropped;

  private @Nullable String first;

  void dropped(@Nullable String why) {
    dropped++;
    if (first == null) {
      first = why;
    }
  }

  /** What is wrong with the first that could not be; null: all could. */
  @Nullable String fault() {
    return first;
  }
}
