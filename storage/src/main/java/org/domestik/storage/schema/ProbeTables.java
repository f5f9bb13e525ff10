// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.DerivedValue;
import org.domestik.model.ProbeDescription;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;
import org.domestik.storage.sql.Dialect;
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
          "probe \""
              + description.probe()
              + "\" would have "
              + width
              + " values and derived values; this store keeps at most "
              + most
              + " in a bucket: divide them among several probes");
    }
  }

  /** Whether the numbers of a value or derived value are integers. */
  public boolean isWhole(String name) {
    ValueDescription value = description.value(name);
    return value != null && value.type() == Type.INTEGER;
  }

  /** What creates the tables of a new probe; the views come apart. */
  public List<String> create(Dialect dialect) {
    List<String> statements = new ArrayList<>();
    StringBuilder series = new StringBuilder("series INTEGER NOT NULL, host INTEGER NOT NULL");
    description
        .keys()
        .forEach(
            key -> series.append(", ").append(Identifiers.quoted(key)).append(" TEXT NOT NULL"));
    statements.add(createTable(series(), series.toString()));
    StringBuilder live =
        new StringBuilder(
            "host INTEGER NOT NULL, series INTEGER NOT NULL, sample_time TIMESTAMPTZ NOT NULL");
    description.values().forEach(value -> live.append(", ").append(column(value)));
    statements.add(createTable(live(), live.toString()));
    StringBuilder buckets =
        new StringBuilder(
            "host INTEGER NOT NULL, series INTEGER NOT NULL, sample_time TIMESTAMPTZ NOT NULL,"
                + " bucket_end TIMESTAMPTZ NOT NULL, samples BIGINT NOT NULL");
    archived().forEach(name -> bucketColumns(name).forEach(it -> buckets.append(", ").append(it)));
    statements.add(createTable(buckets(), buckets.toString()));
    List<String> key = List.of("host", "series", "sample_time");
    statements.addAll(dialect.index(live(), key, true));
    statements.addAll(dialect.index(buckets(), key, true));
    List<String> texts = new ArrayList<>(List.of("host"));
    texts.addAll(description.keys());
    statements.addAll(dialect.index(series(), texts, true));
    return statements;
  }

  private static String createTable(String name, String columns) {
    return "CREATE TABLE IF NOT EXISTS " + Identifiers.table(name) + " (" + columns + ")";
  }

  private static String column(ValueDescription value) {
    return Identifiers.quoted(value.name()) + " " + type(value.type());
  }

  private static String type(Type type) {
    return type == Type.INTEGER ? "BIGINT" : "DOUBLE PRECISION";
  }

  /** What is kept of a value in each bucket: columns with their types. */
  private static List<String> bucketColumns(String name) {
    return SUFFIXES.stream()
        .map(suffix -> Identifiers.quoted(name + suffix) + " " + bucketType(suffix))
        .toList();
  }

  private static String bucketType(String suffix) {
    return switch (suffix) {
      case "_count" -> "BIGINT";
      case "_min_time", "_max_time" -> "TIMESTAMPTZ";
      default -> "DOUBLE PRECISION";
    };
  }

  /** What makes this probe's tables those of a description it {@linkplain Evolution evolved} to. */
  public List<String> alter(ProbeDescription newer) {
    List<String> statements = new ArrayList<>();
    for (int level = 0; level < description.keys().size(); level++) {
      String old = description.keys().get(level);
      String name = newer.keys().get(level);
      if (!old.equals(name)) {
        statements.add(
            "ALTER TABLE %s RENAME COLUMN %s TO %s"
                .formatted(
                    Identifiers.table(series()),
                    Identifiers.quoted(old),
                    Identifiers.quoted(name)));
      }
    }
    for (ValueDescription value : newer.values()) {
      ValueDescription old = description.value(value.name());
      if (old == null) {
        statements.add("ALTER TABLE " + Identifiers.table(live()) + " ADD COLUMN " + column(value));
        bucketColumns(value.name()).forEach(it -> statements.add(addToBuckets(it)));
      } else if (old.type() != value.type()) {
        statements.add(
            "ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                .formatted(
                    Identifiers.table(live()),
                    Identifiers.quoted(value.name()),
                    type(value.type())));
      }
    }
    for (DerivedValue value : newer.derived()) {
      DerivedValue old = derived(value.name());
      if (old == null) {
        bucketColumns(value.name()).forEach(it -> statements.add(addToBuckets(it)));
      } else if (!old.expression().equals(value.expression())) {
        statements.add(forget(value.name()));
      }
    }
    return statements;
  }

  private @Nullable DerivedValue derived(String name) {
    for (DerivedValue value : description.derived()) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    return null;
  }

  /** Old extremes of another formula would be mixed with new ones: bounds take their place. */
  private String forget(String name) {
    List<String> nothing =
        SUFFIXES.stream().map(suffix -> Identifiers.quoted(name + suffix) + " = NULL").toList();
    return "UPDATE " + Identifiers.table(buckets()) + " SET " + String.join(", ", nothing);
  }

  private String addToBuckets(String column) {
    return "ALTER TABLE " + Identifiers.table(buckets()) + " ADD COLUMN " + column;
  }

  public List<String> dropViews() {
    return List.of(
        "DROP VIEW IF EXISTS " + Identifiers.table(view()),
        "DROP VIEW IF EXISTS " + Identifiers.table(archiveView()));
  }

  /** The seed's two tables as views. */
  public List<String> createViews() {
    String from =
        " JOIN "
            + Identifiers.table(series())
            + " s ON s.series = t.series JOIN "
            + Identifiers.table("host")
            + " h ON h.id = t.host";
    StringBuilder live = new StringBuilder("SELECT h.name AS host");
    description.keys().forEach(key -> live.append(", s.").append(Identifiers.quoted(key)));
    description
        .values()
        .forEach(value -> live.append(", t.").append(Identifiers.quoted(value.name())));
    live.append(", t.sample_time FROM ")
        .append(Identifiers.table(live()))
        .append(" t")
        .append(from);
    StringBuilder archive = new StringBuilder("SELECT h.name AS host");
    description.keys().forEach(key -> archive.append(", s.").append(Identifiers.quoted(key)));
    archive.append(", t.sample_time");
    for (String name : archived()) {
      archive.append(", t.").append(Identifiers.quoted(name + "_min"));
      archive.append(", t.").append(Identifiers.quoted(name + "_max"));
    }
    archive.append(", t.samples");
    for (String name : archived()) {
      archive.append(", t.").append(Identifiers.quoted(name + "_sum"));
      archive.append(" / NULLIF(t.").append(Identifiers.quoted(name + "_count")).append(", 0) AS ");
      archive.append(Identifiers.quoted(name + "_avg"));
      for (String extra : List.of("_count", "_min_time", "_max_time")) {
        archive.append(", t.").append(Identifiers.quoted(name + extra));
      }
    }
    archive
        .append(", t.bucket_end FROM ")
        .append(Identifiers.table(buckets()))
        .append(" t")
        .append(from);
    return List.of(
        "CREATE VIEW " + Identifiers.table(view()) + " AS " + live,
        "CREATE VIEW " + Identifiers.table(archiveView()) + " AS " + archive);
  }
}
