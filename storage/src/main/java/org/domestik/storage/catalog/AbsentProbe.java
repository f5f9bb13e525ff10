// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;

/** Stands for a probe written in Java whose tables are there and whose jar is not. */
public final class AbsentProbe extends Probe {
  private static final Series NOTHING = new Series(List.of(), Map.of(), null);

  public AbsentProbe(String name) {
    super(name);
  }

  @Override
  public void newSample(ProbeContext context, String host, List<Row> data, Instant sampleTime) {
    throw new BadInput("it is written in Java, and no jar in probes.d brings it");
  }

  @Override
  public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
    return new LifeCycle.Step(host, name(), before, 0, 0);
  }

  @Override
  public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
    return new LifeCycle.Step(host, name(), before, 0, 0);
  }

  @Override
  public List<List<String>> storedData(ProbeContext context, String host) {
    return List.of();
  }

  @Override
  public List<List<String>> archivedData(ProbeContext context, String host) {
    return List.of();
  }

  @Override
  public Series getStoredData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    return NOTHING;
  }

  @Override
  public Series getArchivedData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    return NOTHING;
  }
}
