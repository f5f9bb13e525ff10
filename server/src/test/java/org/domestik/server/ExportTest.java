// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  @TempDir Path data;

  @Test
  void aParquetFileIsSentAndNothingOfItStays() throws Exception {
    Files.writeString(data.resolve("export-of-a-killed-server.parquet"), "half");
    try (TestServer server = TestServer.start(data);
        HttpClient http = HttpClient.newHttpClient()) {
      server.write("disk,host=a:b,device=sda used=1,free=0.5 1795341600000000000\n");
      HttpResponse<byte[]> answer =
          http.send(
              server.request("/api/v1/export?host=a:b&probe=disk").build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-disposition"))
          .contains("attachment; filename=\"a_b-disk.parquet\"");
      assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(new String(answer.body(), 0, 4, US_ASCII)).isEqualTo("PAR1");
      assertThat(answer.headers().firstValueAsLong("content-length"))
          .hasValue(answer.body().length);
      assertThat(data.toFile().list()).noneMatch(name -> name.startsWith("export-"));
    }
  }

  @Test
  void whatIsAheadOfTheClockIsInTheFile() throws Exception {
    Path file = data.resolve("ahead.parquet");
    try (TestServer server = TestServer.start(data);
        HttpClient http = HttpClient.newHttpClient();
        Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      long soon = TestServer.NOON.plusSeconds(300).getEpochSecond();
      server.write(
          "disk,host=h used=1 1795341600000000000\ndisk,host=h used=2 %d000000000\n"
              .formatted(soon));
      http.send(server.request("/api/v1/export?probe=disk").build(), BodyHandlers.ofFile(file));
      try (ResultSet rows =
          statement.executeQuery("SELECT count(*) FROM read_parquet('" + file + "')")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
  }

  @Test
  void whatCannotBeExportedIsRefusedInWords() {
    try (TestServer server = TestServer.start(data)) {
      server.write("disk,host=h,device=sda used=1 1795341600000000000\n");
      assertThat(TestServer.error(server.get("/api/v1/export?probe=none")))
          .isEqualTo("there is no probe \"none\"");
      assertThat(TestServer.error(server.get("/api/v1/export?probe=disk&host=x")))
          .isEqualTo("there is no host \"x\"");
      assertThat(TestServer.error(server.get("/api/v1/export?probe=disk&format=csv")))
          .isEqualTo("format is \"parquet\", not \"csv\"");
      assertThat(server.get("/api/v1/export?probe=disk&from=2&to=1").statusCode()).isEqualTo(400);
      assertThat(data.toFile().list()).noneMatch(name -> name.startsWith("export-"));
    }
  }
}
