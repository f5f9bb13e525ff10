// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar in {@code probes.d} stops nothing but its own samples. */
class JavaProbeTest {
  private static final String SOURCE =
      """
      import java.time.Instant;
      import java.util.List;
      import org.domestik.model.Row;
      import org.domestik.storage.*;

      public class Faulty extends Probe {
        public Faulty() {
          super("process_tracking");
        }

        public void newSample(ProbeContext context, String host, List<Row> data, Instant time) {
          context.query("SELECT service FROM domestik.host");
        }

        public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
          return new LifeCycle.Step(host, name(), before, 0, 0);
        }

        public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
          return archive(context, host, before);
        }

        public List<List<String>> storedData(ProbeContext context, String host) {
          return List.of();
        }

        public List<List<String>> archivedData(ProbeContext context, String host) {
          return List.of();
        }

        public Series getStoredData(
            ProbeContext context, String host, List<String> key, Instant from, Instant to) {
          return new Series(List.of(), java.util.Map.of(), null);
        }

        public Series getArchivedData(
            ProbeContext context, String host, List<String> key, Instant from, Instant to) {
          return new Series(List.of(), java.util.Map.of(), null);
        }
      }
      """;

  @TempDir Path data;
  @TempDir Path work;

  private void dropJar() throws Exception {
    Path source = Files.writeString(work.resolve("Faulty.java"), SOURCE);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    System.getProperty("java.class.path"),
                    source.toString()))
        .isZero();
    Path jar = Files.createDirectories(data.resolve("probes.d")).resolve("faulty.jar");
    Map<String, byte[]> entries =
        Map.of(
            "Faulty.class",
            Files.readAllBytes(work.resolve("Faulty.class")),
            "META-INF/services/org.domestik.storage.Probe",
            "Faulty\n".getBytes(UTF_8));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  private static HttpResponse<String> send(TestServer server, long sequence) {
    return server.post(
        "/api/v1/samples",
        TestServer.sample("h", sequence, "2026-11-22T10:00:00Z", "{\"a\":{\"x\":1}}"));
  }

  @Test
  void aProbesFaultRefusesItsSampleByTheNameOfItsJar() throws Exception {
    dropJar();
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> refused = send(server, 1);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(TestServer.error(refused))
          .startsWith("probe \"process_tracking\" (faulty.jar) cannot store: the database says: ");
      assertThat(server.write("load,host=h v=1").statusCode()).isEqualTo(204);
    }
  }

  @Test
  void aJarThatComesTooLateIsLeftOutAndTold() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      assertThat(send(server, 1).statusCode()).isEqualTo(200);
    }
    dropJar();
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/health").body())
          .contains("faulty.jar\":\"the store has data of probe")
          .contains("process_tracking");
      assertThat(send(server, 2).statusCode()).isEqualTo(200);
    }
  }
}
