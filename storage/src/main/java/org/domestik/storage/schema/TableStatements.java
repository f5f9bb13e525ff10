// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.schema;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/** The statements that create and change the tables and views of one probe. */
public final class TableStatements {
  private static final String KEY =
      "host INTEGER NOT NULL, series INTEGER NOT NULL, sample_time TIMESTAMPTZ NOT NULL";

  private final ProbeTables tables;
  private final ProbeDescription description;

  public TableStatements(ProbeTables tables) {
    this.tables = tables;
    description = tables.description();
  }

  /** What creates the tables of a new probe; the views come apart. */
  public List<String> create(Dialect dialect) {
    List<String> statements = new ArrayList<>();
    List<String> series = List.of("series INTEGER NOT NULL, host INTEGER NOT NULL");
    statements.add(
        create(
            tables.series(),
            series,
            description.keys().stream().map(key -> quoted(key) + " TEXT NOT NULL").toList()));
    statements.add(
        create(
            tables.live(),
            List.of(KEY),
            description.values().stream().map(TableStatements::column).toList()));
    statements.add(
        create(
            tables.buckets(),
            List.of(KEY, "bucket_end TIMESTAMPTZ NOT NULL, samples BIGINT NOT NULL"),
            tables.archived().stream().flatMap(name -> bucketColumns(name).stream()).toList()));
    List<String> key = List.of("host", "series", "sample_time");
    statements.addAll(dialect.index(tables.live(), key, true));
    statements.addAll(dialect.timeIndex(tables.live()));
    statements.addAll(dialect.index(tables.buckets(), key, true));
    List<String> texts = new ArrayList<>(List.of("host"));
    texts.addAll(description.keys());
    statements.addAll(dialect.index(tables.series(), texts, true));
    tables.all().forEach(table -> statements.addAll(dialect.byHost(table)));
    return statements;
  }

  /** Levels behind those that the key has; of them the series that there are have nothing. */
  private List<String> addLevels(ProbeDescription newer, Dialect dialect) {
    List<String> added = newer.keys().subList(description.keys().size(), newer.keys().size());
    if (added.isEmpty()) {
      return List.of();
    }
    List<String> statements = new ArrayList<>(dialect.dropIndex(tables.series()));
    added.forEach(
        level -> statements.add(add(tables.series(), quoted(level) + " TEXT DEFAULT ''")));
    List<String> texts = new ArrayList<>(List.of("host"));
    texts.addAll(newer.keys());
    statements.addAll(dialect.index(tables.series(), texts, true));
    return statements;
  }

  private static String create(String name, List<String> first, List<String> columns) {
    List<String> all = new ArrayList<>(first);
    all.addAll(columns);
    return "CREATE TABLE IF NOT EXISTS %s (%s)"
        .formatted(Identifiers.table(name), String.join(", ", all));
  }

  private static String quoted(String name) {
    return Identifiers.quoted(name);
  }

  private static String column(ValueDescription value) {
    return quoted(value.name()) + " " + type(value.type());
  }

  private static String type(Type type) {
    return type == Type.INTEGER ? "BIGINT" : "DOUBLE PRECISION";
  }

  /** What is kept of a value in each bucket: columns with their types. */
  private static List<String> bucketColumns(String name) {
    return ProbeTables.SUFFIXES.stream()
        .map(suffix -> quoted(name + suffix) + " " + bucketType(suffix))
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
  public List<String> alter(ProbeDescription newer, Dialect dialect) {
    List<String> statements = new ArrayList<>();
    for (int level = 0; level < description.keys().size(); level++) {
      String old = description.keys().get(level);
      String name = newer.keys().get(level);
      if (!old.equals(name)) {
        statements.add(
            "ALTER TABLE %s RENAME COLUMN %s TO %s"
                .formatted(Identifiers.table(tables.series()), quoted(old), quoted(name)));
      }
    }
    statements.addAll(addLevels(newer, dialect));
    for (ValueDescription value : newer.values()) {
      ValueDescription old = description.value(value.name());
      if (old == null) {
        statements.add(add(tables.live(), column(value)));
        bucketColumns(value.name()).forEach(it -> statements.add(add(tables.buckets(), it)));
      } else if (old.type() != value.type()) {
        statements.add(
            "ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                .formatted(
                    Identifiers.table(tables.live()), quoted(value.name()), type(value.type())));
      }
    }
    for (DerivedValue value : newer.derived()) {
      DerivedValue old = derived(value.name());
      if (old == null) {
        bucketColumns(value.name()).forEach(it -> statements.add(add(tables.buckets(), it)));
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
    return "UPDATE %s SET %s"
        .formatted(
            Identifiers.table(tables.buckets()),
            ProbeTables.SUFFIXES.stream()
                .map(suffix -> quoted(name + suffix) + " = NULL")
                .collect(joining(", ")));
  }

  private static String add(String table, String column) {
    return "ALTER TABLE " + Identifiers.table(table) + " ADD COLUMN " + column;
  }

  public List<String> dropViews() {
    return List.of(
        "DROP VIEW IF EXISTS " + Identifiers.table(tables.view()),
        "DROP VIEW IF EXISTS " + Identifiers.table(tables.archiveView()));
  }

  /** The seed's two tables as views. */
  public List<String> createViews() {
    List<String> live = new ArrayList<>(keys());
    description.values().forEach(value -> live.add("t." + quoted(value.name())));
    live.add("t.sample_time");
    List<String> archive = new ArrayList<>(keys());
    archive.add("t.sample_time");
    for (String name : tables.archived()) {
      archive.add("t." + quoted(name + "_min"));
      archive.add("t." + quoted(name + "_max"));
    }
    archive.add("t.samples");
    for (String name : tables.archived()) {
      archive.add(
          "t.%s / NULLIF(t.%s, 0) AS %s"
              .formatted(quoted(name + "_sum"), quoted(name + "_count"), quoted(name + "_avg")));
      for (String extra : List.of("_count", "_min_time", "_max_time")) {
        archive.add("t." + quoted(name + extra));
      }
    }
    archive.add("t.bucket_end");
    return List.of(
        createView(tables.view(), live, tables.live()),
        createView(tables.archiveView(), archive, tables.buckets()));
  }

  private List<String> keys() {
    List<String> columns = new ArrayList<>(List.of("h.name AS host"));
    description.keys().forEach(key -> columns.add("s." + quoted(key)));
    return columns;
  }

  private String createView(String view, List<String> columns, String table) {
    return """
        CREATE VIEW %s AS SELECT %s
        FROM %s t JOIN %s s ON s.host = t.host AND s.series = t.series
          JOIN domestik.host h ON h.id = t.host
        """
        .formatted(
            Identifiers.table(view),
            String.join(", ", columns),
            Identifiers.table(table),
            Identifiers.table(tables.series()));
  }
}
