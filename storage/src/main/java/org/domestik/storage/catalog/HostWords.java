// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** What one host says of a probe now, within the transaction that takes it. */
final class HostWords {
  private final Transaction transaction;
  private final String name;
  private final @Nullable KnownHost host;
  private final ProbeDescription said;
  private Feeders feeders = Feeders.NOBODY;

  /** {@code host} is null for one that has no number yet, and so no data. */
  HostWords(Transaction transaction, String name, @Nullable KnownHost host, ProbeDescription said) {
    this.transaction = transaction;
    this.name = name;
    this.host = host;
    this.said = said;
  }

  /** What is in force from now on; {@code old} is null for a new probe. */
  ProbeDescription next(@Nullable KnownProbe old) {
    if (old == null) {
      return Agreement.withArchive(said, null);
    }
    feeders = Feeders.of(transaction, old, host == null ? null : host.id());
    return new Agreement(old.description(said.keys()), old.operator()).with(said, feeders);
  }

  /**
   * What the host says beside it.
   *
   * @throws BadInput where it adds more columns to others' tables than is its share
   */
  HostDescription kept(@Nullable KnownProbe old, ProbeDescription next, HostDescription before) {
    int columns = before.columns();
    if (old != null && !feeders.alone()) {
      columns += columns(next) - columns(old.description());
      int others = columns(next) - columns;
      // A part of the room: however many columns one host fills, the next finds some.
      int most = Math.min(ProbeDescription.MAX_COLUMNS, transaction.dialect().mostArchived());
      int room = most - others;
      if (columns > before.columns() && 4 * columns > 3 * room) {
        throw new BadInput(
            ("host \"%s\" has added %s values to probe \"%s\", which other hosts feed; with those of"
                    + " this batch it would take more than three quarters of the room that others"
                    + " leave of %s. Give the probe another name")
                .formatted(name, before.columns(), said.probe(), most));
      }
    }
    return new HostDescription(
        said.inferred()
            ? before.description()
            : Agreement.own(next, old == null ? null : old.operator(), said, before.archive()),
        columns);
  }

  private static int columns(ProbeDescription description) {
    return description.values().size() + description.derived().size();
  }
}
