// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import org.domestik.model.BadInput;
import org.domestik.model.Span;

/**
 * When live data becomes archive, how fine the archive is, and how long it is kept; all counted
 * from the host's own last sample.
 *
 * @param after live data older than the day this long before the last sample's day is archived
 * @param every the length of a bucket
 * @param keep archive older than this is purged
 */
public record ArchivePolicy(Span after, Span every, Span keep) {
  /** The seed's policy: after a day, hourly, for a month. */
  public static final ArchivePolicy DEFAULT =
      new ArchivePolicy(Span.parse("1 day"), Span.parse("1 hour"), Span.parse("1 month"));

  public ArchivePolicy {
    if (keep.estimate().compareTo(after.estimate()) < 0) {
      throw new BadInput("keep (" + keep + ") is shorter than after (" + after + ")");
    }
  }
}
