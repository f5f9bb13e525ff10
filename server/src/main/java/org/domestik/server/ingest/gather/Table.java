// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.Graph;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A probe that others' numbers go to.
 *
 * @param title for people; null: the probe's name
 * @param keys what the levels of its keys are called
 */
public record Table(String probe, @Nullable String title, List<String> keys) {
  public Table {
    keys = List.copyOf(keys);
  }

  /** What is said of it with some of its values: no more than was seen. */
  ProbeDescription description(Collection<Column> columns) {
    return new ProbeDescription(
        probe,
        title,
        null,
        keys,
        columns.stream().map(Column::description).toList(),
        List.of(),
        null,
        List.of(Graph.DEFAULT),
        null,
        Map.of(),
        true);
  }
}
