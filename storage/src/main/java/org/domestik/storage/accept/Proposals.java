// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.catalog.Agreement;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescription;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.jspecify.annotations.Nullable;

/** What the tables would have to follow for one host's batch to fit. */
final class Proposals {
  private final Catalog catalog;
  private final HostDescriptions hostDescriptions;
  private final String host;
  private final Map<String, Proposal> byProbe = new HashMap<>();

  /**
   * What a host proposes for a probe.
   *
   * @param description its own
   * @param tables what the probe would have to be for all of that to fit
   */
  record Proposal(ProbeDescription description, ProbeDescription tables) {}

  /** None yet, of a host's batch. */
  Proposals(Catalog catalog, HostDescriptions hostDescriptions, String host) {
    this.catalog = catalog;
    this.hostDescriptions = hostDescriptions;
    this.host = host;
  }

  /** All that add something. */
  List<Proposal> all() {
    return List.copyOf(byProbe.values());
  }

  /**
   * Adds what a sample implies, if it does not fit.
   *
   * @throws BadInput where it never will
   */
  void add(Sample sample) {
    Proposal before = byProbe.get(sample.probe());
    KnownProbe known = catalog.probe(sample.probe());
    ProbeDescription tables =
        before != null ? before.tables() : known == null ? null : known.description();
    if (tables == null
        || known != null && known.mayHaveOther(sample.rows().getFirst().key())
        || !fits(tables, sample)) {
      add(ProbeDescription.infer(sample));
    }
  }

  /** Adds what a description changes, likewise. */
  void add(ProbeDescription proposed) {
    Proposal proposal = proposal(proposed);
    if (proposal != null) {
      byProbe.put(proposed.probe(), proposal);
      catalog.describing().check(catalog.probe(proposed.probe()), proposal.tables());
    }
  }

  private @Nullable Proposal proposal(ProbeDescription proposed) {
    Proposal before = byProbe.get(proposed.probe());
    KnownProbe known = catalog.probe(proposed.probe());
    if (before != null) {
      return new Proposal(before.description().evolve(proposed), before.tables().evolve(proposed));
    }
    if (known == null) {
      return new Proposal(proposed, new ProbeTables(proposed).description());
    }
    ProbeDescription after =
        new Agreement(known.description(proposed.keys()), known.operator()).widest(proposed);
    return after.equals(known.description()) && isItsOwn(known, proposed)
        ? null
        : new Proposal(proposed, after);
  }

  /** Whether what the host says beside what is in force is known. */
  private boolean isItsOwn(KnownProbe known, ProbeDescription proposed) {
    HostDescription own = hostDescriptions.of(host, proposed.probe());
    return proposed.inferred()
        || Objects.equals(
            Agreement.own(known.description(), known.operator(), proposed, own.archive()),
            own.description());
  }

  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a search.
  private static boolean fits(ProbeDescription description, Sample sample) {
    List<String> shape = null;
    boolean[] integer = {};
    for (Row row : sample.rows()) {
      if (row.key().size() != description.keys().size()) {
        throw new BadInput(
            "key "
                + row.key()
                + " has "
                + row.key().size()
                + " levels, the probe's key is "
                + description.keys()
                + "; give the probe another name, what the old one stored is purged in time");
      }
      if (row.names() != shape) { // Mostly one list for all rows.
        shape = row.names();
        integer = new boolean[shape.size()];
        for (int i = 0; i < integer.length; i++) {
          ValueDescription value = description.value(shape.get(i));
          if (value == null) {
            return false;
          }
          integer[i] = value.type() == Type.INTEGER;
        }
      }
      for (int i = 0; i < integer.length; i++) {
        if (integer[i] && !isInteger(row.value(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isInteger(double value) {
    return Double.isNaN(value) || value == Math.rint(value) && Math.abs(value) <= 0x1p53;
  }
}
