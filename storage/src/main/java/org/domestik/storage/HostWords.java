// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** What one host says of a probe now, within the transaction that takes it. */
final class HostWords {
  private final Transaction transaction;
  private final String host;
  private final int id;
  private final ProbeDescription said;
  private Feeders feeders = Feeders.NOBODY;

  HostWords(Transaction transaction, String host, int id, ProbeDescription said) {
    this.transaction = transaction;
    this.host = host;
    this.id = id;
    this.said = said;
  }

  /** What is in force from now on; {@code old} is null for a new probe. */
  ProbeDescription next(@Nullable KnownProbe old) {
    if (old == null) {
      return Agreement.withArchive(said, null);
    }
    feeders = Feeders.of(transaction, old, id);
    return new Agreement(old.description(), old.operator()).with(said, feeders);
  }

  /**
   * What the host says beside it.
   *
   * @throws BadInput where it adds more columns to others' tables than is its share
   */
  Saying saying(@Nullable KnownProbe old, ProbeDescription next, Saying before) {
    int columns = before.columns();
    if (old != null && !feeders.alone()) {
      columns += columns(next) - columns(old.description());
      int others = columns(next) - columns;
      // Half of the room: however many columns one host fills, the next finds some.
      if (columns > before.columns() && 2 * columns > ProbeDescription.MAX_COLUMNS - others) {
        throw new BadInput(
            "host \""
                + host
                + "\" has added "
                + before.columns()
                + " values to probe \""
                + said.probe()
                + "\", which other hosts feed; with those of this batch it would take more than"
                + " half of the room that others leave of "
                + ProbeDescription.MAX_COLUMNS
                + ". Give the probe another name");
      }
    }
    return new Saying(
        said.inferred()
            ? before.description()
            : Agreement.own(next, old == null ? null : old.operator(), said, before.archive()),
        columns);
  }

  private static int columns(ProbeDescription description) {
    return description.values().size() + description.derived().size();
  }
}
