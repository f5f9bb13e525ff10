// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.domestik.model.BadInput;
import org.domestik.storage.Table;
import org.domestik.storage.sql.Question;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people may ask in SQL. */
abstract class SelectContract extends Contract {
  private static final String ROWS =
      "SELECT host, process, data, sample_time FROM domestik.probe_process_tracking ORDER BY 4";

  @BeforeEach
  void fill() {
    accept("here", tracked("p", NOW.minusSeconds(600), Duration.ofMinutes(1), 10));
    storage.describe(tracking());
  }

  /** Everything the store says of its schema. */
  abstract List<String> schema();

  /** The folder of what is no attack to the other store. */
  abstract String ownAttacks();

  /** The texts in a folder of the corpus, by their files' names. */
  private static List<Path> corpus(String folder) {
    try (Stream<Path> files =
        Files.list(Path.of(SelectContract.class.getResource("/questions/" + folder).toURI()))) {
      return files.sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("slow")
  void noAttackIsAnsweredOrChangesAnything() throws IOException {
    List<List<Object>> rows = storage.select(ROWS, 99).rows();
    List<String> schema = schema();
    assertThat(rows).hasSize(10);
    SoftAssertions all = new SoftAssertions();
    for (Path file :
        Stream.concat(corpus("attacks").stream(), corpus(ownAttacks()).stream()).toList()) {
      String sql = Files.readString(file);
      long started = System.nanoTime();
      all.assertThatThrownBy(() -> storage.select(sql, 10))
          .as(file.getFileName().toString())
          .isInstanceOf(BadInput.class)
          .hasMessageMatching("[^\\n]{10,}");
      all.assertThat(Duration.ofNanos(System.nanoTime() - started))
          .as(file.getFileName().toString())
          .isLessThan(Duration.ofSeconds(20));
      all.assertThat(storage.select(ROWS, 99).rows())
          .as(file.getFileName().toString())
          .isEqualTo(rows);
    }
    all.assertThat(balance().accepted()).isEqualTo(10);
    all.assertThat(schema()).isEqualTo(schema);
    all.assertThat(Path.of("/tmp/domestik-was-here")).doesNotExist();
    all.assertAll();
  }

  @Test
  void questionsOfPeopleAreAnswered() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Path file : corpus("answered")) {
      String sql = Files.readString(file);
      all.assertThatCode(() -> storage.select(sql, 10))
          .as(file.getFileName().toString())
          .doesNotThrowAnyException();
    }
    all.assertAll();
  }

  @Test
  void moreRowsThanAskedForAreCutOff() {
    Table table =
        storage.select("SELECT data FROM domestik.probe_process_tracking ORDER BY 1; ", 3);
    assertThat(table.columns()).containsExactly("data");
    assertThat(table.rows()).hasSize(3).first().isEqualTo(List.of(400L));
    assertThat(table.cut()).isEqualTo("3 rows");
    assertThat(storage.select("SELECT 1 -- one", 3).cut()).isNull();
  }

  @Test
  void rowsWithoutEndAreCutOffOrRefused() {
    try {
      assertThat(storage.select("SELECT * FROM generate_series(1, 1000000000000)", 3).cut())
          .isEqualTo("3 rows");
    } catch (BadInput e) {
      assertThat(e).hasMessageContaining("needs more room"); // PostgreSQL gathers them first.
    }
    assertThat(storage.select(ROWS, 99).rows()).hasSize(10);
  }

  @Test
  void moreBytesThanAskedForAreCutOff() {
    Table table =
        storage.select(
            "SELECT left('%s', 900) || x FROM generate_series(1, 100000) AS s(x)"
                .formatted("y".repeat(1000)),
            100_000,
            1 << 20);
    assertThat(table.rows()).hasSizeBetween(1_000, 1_200);
    assertThat(table.cut()).isEqualTo("1048576 bytes");
  }

  @Test
  void oneTextTooManyBytesLongIsRefused() {
    assertThatThrownBy(
            () ->
                storage.select(
                    "SELECT string_agg(x || 'abcdefghij', '') FROM generate_series(1, 200000) AS"
                        + " s(x)",
                    10))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("longer than 1048576 bytes");
  }

  @Test
  void whatFailsInTheMiddleOfItsRowsIsNoAnswer() {
    assertThatThrownBy(
            () ->
                storage.select(
                    "SELECT CAST(CASE WHEN x = 3000000 THEN 'x' ELSE '1' END AS INTEGER) FROM"
                        + " generate_series(1, 4000000) AS s(x)",
                    10_000_000,
                    Long.MAX_VALUE))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void whatTakesTooLongIsEndedWithinTheDatabase() {
    for (String sql :
        List.of(
            "SELECT count(*) FROM generate_series(1, 1000000) AS a(x), generate_series(1,"
                + " 1000000) AS b(y) WHERE x * y = -1",
            "SELECT x FROM generate_series(1, 1000000) AS a(x), generate_series(1, 1000000) AS"
                + " b(y) WHERE x * y = 1 OR x * y = 7919 ORDER BY 1")) {
      long started = System.nanoTime();
      assertThatThrownBy(
              () -> ((SqlStorage) storage).answer(new Question(sql, 10, Long.MAX_VALUE, 1)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("longer than 1 s");
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void cellsOfAllKindsAreRead() {
    Table table =
        storage.select(
            "SELECT true, 7, 9007199254740993, 1.5, CAST(2.25 AS DOUBLE PRECISION), 'x', NULL,"
                + " DATE '2026-01-02', TIMESTAMPTZ '2026-01-02 03:04:05+00', 'NaN'::double precision",
            1);
    List<Object> cells = new ArrayList<>(table.rows().getFirst());
    assertThat(cells.remove(3)).hasToString("1.5");
    assertThat(cells)
        .containsExactly(
            true,
            7L,
            9007199254740993L,
            2.25,
            "x",
            null,
            "2026-01-02",
            "2026-01-02T03:04:05Z",
            "NaN");
  }
}
