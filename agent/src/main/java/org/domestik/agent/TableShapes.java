// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.ProbeDescription;
import org.domestik.model.ValueDescription;

/** The two tables a probe's samples are read from, as the documentation shows them. */
final class TableShapes {
  private TableShapes() {}

  static String of(ProbeDescription description) {
    List<String> live = new ArrayList<>(List.of("host TEXT NOT NULL"));
    List<String> archive = new ArrayList<>(live);
    for (String key : description.keys()) {
      live.add(key + " TEXT NOT NULL");
      archive.add(key + " TEXT NOT NULL");
    }
    archive.add("sample_time TIMESTAMP WITH TIME ZONE NOT NULL");
    for (ValueDescription value : description.values()) {
      boolean real = value.type() == ValueDescription.Type.REAL;
      live.add(value.name() + (real ? " DOUBLE PRECISION" : " BIGINT"));
      archive.add(value.name() + "_min DOUBLE PRECISION");
      archive.add(value.name() + "_max DOUBLE PRECISION");
      archive.add(value.name() + "_avg DOUBLE PRECISION");
    }
    description
        .derived()
        .forEach(
            value -> {
              archive.add(value.name() + "_min DOUBLE PRECISION");
              archive.add(value.name() + "_max DOUBLE PRECISION");
              archive.add(value.name() + "_avg DOUBLE PRECISION");
            });
    live.add("sample_time TIMESTAMP WITH TIME ZONE NOT NULL");
    archive.add("samples BIGINT NOT NULL");
    String table = "domestik.probe_" + description.probe();
    return table(table, live) + "\n" + table(table + "_archive", archive);
  }

  private static String table(String name, List<String> columns) {
    return name + " (\n    " + String.join(",\n    ", columns) + "\n)\n";
  }
}
