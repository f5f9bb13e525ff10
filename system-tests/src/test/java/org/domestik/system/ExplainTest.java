// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the agent's {@code probe explain} says of tables, beside the tables that the server makes.
 */
@Tag("slow")
class ExplainTest {
  private static final Pattern COLUMN = Pattern.compile("(?m)^ +(\\w+) [A-Z ]+,?$");
  private static final String PROBE =
      """
      probe { every = "1s", key = "name", values = { a = {}, b = { type = "real" } }, derived = { c = "a + b" } }
      return { x = { a = 1, b = 0.5 } }
      """;

  @TempDir Path folder;

  @Test
  void itsColumnsAreThoseOfTheServersTables() throws Exception {
    Path script =
        Files.writeString(
            Files.createDirectories(folder.resolve("probes")).resolve("explained.lua"), PROBE);
    String said = Domestik.run("probe", "explain", script.toString()).output();
    try (Domestik up = Domestik.up(folder)) {
      String host = up.host();
      Domestik.await("a sample", () -> up.points(host, "explained", "x") > 0);
    }
    try (Connection store =
        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("samples.duckdb"))) {
      for (String table : List.of("probe_explained", "probe_explained_archive")) {
        assertThat(columns(said, table)).as(said).isEqualTo(columns(store, table));
      }
    }
  }

  private static List<String> columns(Connection store, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet columns = store.getMetaData().getColumns(null, "domestik", table, "%")) {
      while (columns.next()) {
        names.add(columns.getString("COLUMN_NAME"));
      }
    }
    return names;
  }

  private static List<String> columns(String said, String table) {
    int start = said.indexOf("domestik." + table + " (");
    return COLUMN
        .matcher(said.substring(start, said.indexOf("\n)", start)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
