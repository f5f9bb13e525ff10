// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code doctor}, beside a server that runs and without one. */
class DoctorTest {
  @TempDir Path folder;

  private Path data;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void makeFolder() throws Exception {
    data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
  }

  private int doctor() throws InterruptedException {
    out.reset();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    return Main.run(
        List.of("doctor", "--data", data.toString()), () -> TestServer.NOON, stream, stream);
  }

  private String said() {
    return out.toString(UTF_8);
  }

  private static void run(TestServer server, String outcome, String error, Duration ago) {
    String time = TestServer.NOON.minus(ago).toString();
    String body =
        """
        {"host":"h","samples":[{"probe":"load","time":"%s","data":{"one":1}}],
         "runs":[{"probe":"load","script":"load.lua","outcome":"%s",%s"time":"%s","micros":7}]}"""
            .formatted(time, outcome, error, time);
    assertThat(server.post("/api/v1/samples", body).statusCode()).isEqualTo(200);
  }

  @Test
  void wellServerIsFineWhetherItRunsOrNot() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      run(server, "ok", "", Duration.ZERO);
      assertThat(doctor()).as(said()).isZero();
      assertThat(said())
          .contains("fine   disk: ", "fine   store: works", "fine   hosts: 1, all deliver")
          .contains("fine   scripts: 1, none fails", "Nothing is wrong.")
          .doesNotContain("look ");
    }
    assertThat(doctor()).as(said()).isZero();
    assertThat(said())
        .contains("look   no server runs on " + data)
        .contains("fine   store: it opens", "fine   scripts: 1, none fails");
  }

  @Test
  void whatIsWrongIsSaidWithItsCureWhetherItRunsOrNot() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      run(server, "quarantined", "\"error\":\"load.lua:3: no\\nfile\",", Duration.ofHours(2));
      server.post("/api/v1/samples", "{");
      Files.writeString(data.resolve("server.conf"), "prot = 1\n");
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
      assertThat(doctor()).isEqualTo(1);
      assertThat(said())
          .contains("WRONG  " + data.resolve("server.conf") + ":1: prot: ")
          .contains("WRONG  others may look into " + data, "-> chmod 700 " + data)
          .contains("WRONG  host h is silent; its last sample is of 2026-11-22T10:00:00Z")
          .contains("WRONG  script load.lua on h is quarantined: load.lua:3: no / file")
          .contains("look   1 deliveries were refused")
          .contains("4 things are wrong.");
    }
    Files.delete(data.resolve("server.conf"));
    assertThat(doctor()).isEqualTo(1);
    assertThat(said())
        .contains("WRONG  host h is silent")
        .contains("WRONG  script load.lua on h is quarantined")
        .contains("3 things are wrong.");
  }

  @Test
  void machineThatSaidItSleepsIsNothingWrong() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      run(server, "ok", "", Duration.ofHours(2));
      String sleeps =
          """
          {"host":"h","samples":[],
           "runs":[{"probe":"agent","script":"sleep","outcome":"ok","time":"%s","micros":0}]}"""
              .formatted(TestServer.NOON.minus(Duration.ofHours(2)));
      assertThat(server.post("/api/v1/samples", sleeps).statusCode()).isEqualTo(200);
      assertThat(doctor()).as(said()).isZero();
    }
    assertThat(doctor()).as(said()).isZero();
  }

  @Test
  void storeThatCannotBeOpenedIsSaid() throws Exception {
    Files.writeString(data.resolve("samples.duckdb"), "no database");
    assertThat(doctor()).isEqualTo(1);
    assertThat(said()).contains("WRONG  the store");
    Files.delete(data.resolve("samples.duckdb"));
    assertThat(doctor()).isEqualTo(1);
    assertThat(said()).contains("there is no data in " + data);
  }

  @Test
  void certificateThatExpiresSoonIsSaid() throws Exception {
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Main.run(
        List.of("secure", "--data", data.toString(), "--name", "h"),
        () -> TestServer.NOON,
        stream,
        stream);
    doctor();
    assertThat(said()).contains("fine   certificate: good until ");
    out.reset();
    Main.run(
        List.of("doctor", "--data", data.toString()),
        () -> TestServer.NOON.plus(Duration.ofDays(36_500)),
        stream,
        stream);
    assertThat(said()).contains("WRONG  ").contains("certificate");
  }
}
