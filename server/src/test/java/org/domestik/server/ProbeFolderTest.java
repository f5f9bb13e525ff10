// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeFolderTest {
  @TempDir Path data;
  private Path probes;

  @BeforeEach
  void makeFolder() throws Exception {
    probes = Files.createDirectory(data.resolve("probes.d"));
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(probes.resolve(file), text);
  }

  @Test
  void operatorsDescriptionWinsOverAnAgents() throws Exception {
    write("load.lua", "probe { title = 'Ours', values = { one = { unit = 'tasks' } } }");
    try (TestServer server = TestServer.start(data)) {
      server.post(
          "/api/v1/samples",
          """
          {"host":"h","samples":[{"probe":"load","time":"2026-11-22T10:00:00Z","data":{"one":1}}],
           "descriptions":{"load":{"title":"Theirs","values":["one"]}}}
          """);
      assertThat(server.get("/api/v1/descriptions").body())
          .contains("\"title\":\"Ours\"")
          .contains("\"unit\":\"tasks\"");
    }
  }

  @Test
  void faultyFilesAreToldAndStopNothing() throws Exception {
    write("bad.lua", "probe { vlaues = {} }");
    write("empty.jar", "no jar");
    write("good.lua", "probe { title = 'Good', values = { a = {} } }");
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(server.get("/health").body())
          .contains("bad.lua")
          .contains("vlaues")
          .contains("empty.jar");
      assertThat(server.get("/api/v1/descriptions").body()).contains("Good");
    }
  }

  @Test
  void changedFileIsReadAgain() throws Exception {
    write("p.lua", "probe { titel = 'x', values = { a = {} } }");
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/health").body()).contains("p.lua");
      write("p.lua", "probe { title = 'Mended', values = { a = {} } }");
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!server.get("/api/v1/descriptions").body().contains("Mended")) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        LockSupport.parkNanos(50_000_000);
      }
      assertThat(server.get("/health").body()).contains("\"problems\":{}");
    }
  }
}
