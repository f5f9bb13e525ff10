// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;
import org.domestik.model.Row;

/**
 * The server's side of a probe: how its data is stored, archived, purged and read.
 *
 * <p>Most probes are described, not written: a description gives all seven methods. Extend this
 * where that is not enough, put the jar into {@code probes.d/} and name the class in {@code
 * META-INF/services/org.domestik.storage.Probe}.
 *
 * <p>Each call gets a {@link ProbeContext} whose statements are one transaction, committed when the
 * call returns and rolled back when it throws. Instances are used by several threads.
 */
public abstract class Probe {
  private final String name;

  protected Probe(String name) {
    this.name = name;
  }

  /** The server-side probe's name, as scripts return it. */
  public final String name() {
    return name;
  }

  /** Creates or changes the tables this probe needs; called before anything else, may repeat. */
  public void createTables(ProbeContext context) {}

  /** Stores what one run of a script saw on a host. */
  public abstract void newSample(
      ProbeContext context, String host, List<Row> data, Instant sampleTime);

  /**
   * Computes archived data from the host's live data before {@code before} and removes the latter.
   */
  public abstract LifeCycle.Step archive(ProbeContext context, String host, Instant before);

  /** Removes the host's archived data before {@code before}. */
  public abstract LifeCycle.Step purge(ProbeContext context, String host, Instant before);

  /** The keys the host has live data of, sorted. */
  public abstract List<List<String>> storedData(ProbeContext context, String host);

  /** The live data of one key; {@code from} inclusive, {@code to} exclusive. */
  public abstract Series getStoredData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to);

  /** The keys the host has archived data of, sorted. */
  public abstract List<List<String>> archivedData(ProbeContext context, String host);

  /** The archived data of one key as ranges; {@code from} inclusive, {@code to} exclusive. */
  public abstract Series getArchivedData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to);
}
