// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.Batch;
import org.domestik.model.Run;

/** The last run of each script of each host. */
final class Runs {
  private final Database database;
  private final Catalog catalog;
  private final Map<String, Map<String, Run>> latest = new ConcurrentHashMap<>();

  Runs(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  void load() {}

  void note(Batch batch) {
    Map<String, Run> runs = latest.computeIfAbsent(batch.host(), it -> new ConcurrentHashMap<>());
    for (Run run : batch.runs()) {
      runs.merge(run.script(), run, (a, b) -> b.time().isBefore(a.time()) ? a : b);
    }
  }

  List<Run> of(String host) {
    return new ArrayList<>(new TreeMap<>(latest.getOrDefault(host, Map.of())).values());
  }
}
