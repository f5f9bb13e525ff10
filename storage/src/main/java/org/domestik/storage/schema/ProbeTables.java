// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views of one probe.
 *
 * <p>Host and key are numbers in the tables ({@code series_<probe>} has the texts); the views
 * {@code probe_<probe>} and {@code probe_<probe>_archive} are what people read.
 */
public final class ProbeTables {
  /** What is kept of each value in a bucket, in the order of the columns. */
  public static final List<String> SUFFIXES =
      List.of("_min", "_max", "_sum", "_count", "_min_time", "_max_time");

  private final ProbeDescription description;
  private final List<String> values;

  public ProbeTables(ProbeDescription description) {
    if (description.probe().endsWith("_archive")) {
      throw new BadInput(
          "probe name \""
              + description.probe()
              + "\" ends in \"_archive\", which names the archive of another probe");
    }
    this.description = description;
    values = description.values().stream().map(ValueDescription::name).toList();
  }

  public ProbeDescription description() {
    return description;
  }

  /** The names of the values, in the tables' order; always the same instance. */
  public List<String> values() {
    return values;
  }

  /** What creates and changes them. */
  public TableStatements statements() {
    return new TableStatements(this);
  }

  public String live() {
    return "live_" + description.probe();
  }

  public String buckets() {
    return "buckets_" + description.probe();
  }

  public String series() {
    return "series_" + description.probe();
  }

  /** The three tables, each with a column {@code host}. */
  public List<String> all() {
    return List.of(live(), buckets(), series());
  }

  public String view() {
    return Identifiers.FOR_READERS + description.probe();
  }

  public String archiveView() {
    return view() + "_archive";
  }

  /** The live table's columns, in its order. */
  public List<String> liveColumns() {
    List<String> columns = new ArrayList<>(List.of("host", "series", "sample_time"));
    columns.addAll(values);
    return columns;
  }

  public List<String> seriesColumns() {
    List<String> columns = new ArrayList<>(List.of("series", "host"));
    columns.addAll(description.keys());
    return columns;
  }

  /** The values and derived values, in the archive's order. */
  public List<String> archived() {
    return Stream.concat(values.stream(), description.derived().stream().map(DerivedValue::name))
        .toList();
  }

  /**
   * Throws {@link BadInput} where there are more of them than a bucket of the store can have.
   *
   * @param old what was there before; what a store has already, it keeps
   */
  public void check(@Nullable ProbeTables old, int most) {
    int width = archived().size();
    if (width > most && (old == null || width > old.archived().size())) {
      throw new BadInput(
          ("probe \"%s\" would have %s values and derived values; this store keeps at most %s in a"
                  + " bucket: divide them among several probes")
              .formatted(description.probe(), width, most));
    }
  }

  /** Whether the numbers of a value or derived value are integers. */
  public boolean isWhole(String name) {
    ValueDescription value = description.value(name);
    return value != null && value.type() == Type.INTEGER;
  }
}
