// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import org.domestik.server.ingest.sources.Source;
import org.jspecify.annotations.Nullable;

/**
 * The series of one measurement of one source. Who keeps it for the next request saves work.
 * Thread-safe.
 */
public final class Family {
  private final Source source;
  private final String measurement;
  private final String probe;
  // Racy on purpose: whichever request came last will do, and what it knows never changes.
  private volatile @Nullable Settled settled;

  public Family(Source source, String measurement) {
    this.source = source;
    this.measurement = measurement;
    this.probe = source.probe(measurement);
  }

  public Source source() {
    return source;
  }

  /** As its sender calls it. */
  public String measurement() {
    return measurement;
  }

  /** The first probe that its rows may go to. */
  String probe() {
    return probe;
  }

  /** What is known of it from earlier requests; null: nothing. */
  @Nullable Settled settled() {
    return settled;
  }

  void settled(Settled now) {
    settled = now;
  }
}
