// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;

/** The two tables a probe's samples are read from, column by column as the store has them. */
public final class TableShapes {
  private static final String TIME = " TIMESTAMP WITH TIME ZONE";

  private TableShapes() {}

  /** The two tables that a description makes, as text for people. */
  public static String of(ProbeDescription description) {
    List<String> live = new ArrayList<>(List.of("host TEXT"));
    description.keys().forEach(key -> live.add(key + " TEXT"));
    List<String> archive = new ArrayList<>(live);
    List<String> archived = new ArrayList<>();
    for (ValueDescription value : description.values()) {
      boolean real = value.type() == ValueDescription.Type.REAL;
      live.add(value.name() + (real ? " DOUBLE PRECISION" : " BIGINT"));
      archived.add(value.name());
    }
    description.derived().stream().map(DerivedValue::name).forEach(archived::add);
    live.add("sample_time" + TIME);
    archive.add("sample_time" + TIME);
    for (String name : archived) {
      archive.add(name + "_min DOUBLE PRECISION");
      archive.add(name + "_max DOUBLE PRECISION");
    }
    archive.add("samples BIGINT");
    for (String name : archived) {
      archive.add(name + "_avg DOUBLE PRECISION");
      archive.add(name + "_count BIGINT");
      archive.add(name + "_min_time" + TIME);
      archive.add(name + "_max_time" + TIME);
    }
    archive.add("bucket_end" + TIME);
    String table = "domestik.probe_" + description.probe();
    return table(table, live) + "\n" + table(table + "_archive", archive);
  }

  private static String table(String name, List<String> columns) {
    return name + " (\n    " + String.join(",\n    ", columns) + "\n)\n";
  }
}
