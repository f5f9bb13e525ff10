// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.storage.ExportQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Parquet file of a probe's live data and archive, read back. */
abstract class ExportContract extends Contract {
  private static final Instant START = NOW.minus(Duration.ofDays(3));

  private void fill(String host) {
    List<Sample> samples = new ArrayList<>(tracked("p", START, Duration.ofMinutes(1), 3 * 1440));
    samples.addAll(tracked("it's", NOW.minusSeconds(60), Duration.ofMinutes(1), 1));
    storage.accept(described(host, tracking(), samples.toArray(Sample[]::new)));
  }

  private long export(String host, Instant from, Instant to, Path file) {
    return storage.export(new ExportQuery("process_tracking", host, from, to), file);
  }

  private static String read(Path file, String select) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet row =
          statement.executeQuery("SELECT (" + select + ")::VARCHAR FROM '" + file + "'")) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Test
  void aFileHasEverySampleOnceAsRowOrInItsBucket() throws Exception {
    fill("here");
    fill("there");
    archive();
    Path file = folder.resolve("all.parquet");
    long rows = export(null, Instant.EPOCH, NOW.plusSeconds(1), file);
    assertThat(read(file, "count(*)")).isEqualTo(Long.toString(rows));
    assertThat(read(file, "sum(samples)")).isEqualTo(Long.toString(2 * (3 * 1440 + 1)));
    assertThat(read(file, "count(*) FILTER (archived)")).isNotEqualTo("0");
    assertThat(read(file, "list_sort(list(DISTINCT host))")).isEqualTo("[here, there]");
    assertThat(read(file, "string_agg(DISTINCT process, ',' ORDER BY process)"))
        .isEqualTo("it's,p");
    assertThat(read(file, "max(data_max)")).isEqualTo("4719.0");
    assertThat(read(file, "max(used_max)")).isEqualTo("4855.0");
    assertThat(read(file, "bool_and(used_avg BETWEEN used_min AND used_max)")).isEqualTo("true");
    assertThat(folder.toFile().list()).noneMatch(name -> name.contains(".parquet."));
  }

  @Test
  void fromIsInclusiveAndToExclusiveAndOneHostIsOne() throws Exception {
    fill("here");
    fill("there");
    Path file = folder.resolve("part.parquet");
    assertThat(export("here", START, START.plus(Duration.ofMinutes(5)), file)).isEqualTo(5);
    assertThat(read(file, "min(sample_time)")).isEqualTo("2026-11-19 10:00:00+00");
    assertThat(read(file, "max(data_avg)")).isEqualTo("404.0");
  }

  @Test
  void nothingMakesAnEmptyFileWithColumns() throws Exception {
    fill("here");
    Path file = folder.resolve("none.parquet");
    assertThat(export("nobody", START, NOW, file)).isZero();
    assertThat(read(file, "count(used_avg)")).isEqualTo("0");
  }

  @Test
  void anUnknownProbeIsRefusedAndLeavesNothing() {
    Path file = folder.resolve("x.parquet");
    assertThatThrownBy(() -> storage.export(new ExportQuery("none", null, START, NOW), file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("there is no probe \"none\"");
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  @Tag("slow")
  void ofAWideProbeNoneIsLeftOut() throws Exception {
    List<String> names = IntStream.range(0, 60).mapToObj(it -> "v" + it).toList();
    for (int at = 0; at < 75; at++) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < 400; key++) {
        double[] numbers = new double[names.size()];
        for (int value = 0; value < numbers.length; value++) {
          numbers[value] = Math.sin(key * 7919.0 + value * 31.0 + at); // Hard to pack.
        }
        rows.add(new Row(List.of("k" + key), names, numbers));
      }
      storage.accept(batch("here", new Sample("wide", NOW.minusSeconds(60L * (75 - at)), rows)));
    }
    Path file = folder.resolve("wide.parquet");
    ExportQuery all = new ExportQuery("wide", null, Instant.EPOCH, NOW.plusSeconds(1));
    assertThat(storage.export(all, file)).isEqualTo(30_000);
    assertThat(read(file, "count(DISTINCT v59_avg)")).isEqualTo("30000");
    assertThat(folder.resolve("wide.parquet.duckdb")).doesNotExist();
  }
}
