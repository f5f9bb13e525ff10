// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/java-probe.md, in a real server. */
@Tag("slow")
class JavaProbeTest {
  @TempDir Path data;

  @Test
  void aJarInProbesDotDTakesOverItsProbe() throws Exception {
    Path folder = Files.createDirectories(data.resolve("probes.d"));
    Files.copy(exampleJar(), folder.resolve("java-probe.jar"));
    try (Domestik up = Domestik.up(data)) {
      Files.writeString(
          data.resolve("probes/service_state.lua"),
          "return { nginx = { state = 1 } }, 'service_state'\n");

      Domestik.await(
          "the class has stored the state in its own table", () -> services().contains("nginx"));
      assertThat(up.json("/health").path("problems")).isEmpty();
    }
  }

  private String services() {
    try {
      return Domestik.run(
              "sql",
              "--data",
              data.toString(),
              "SELECT service, state FROM domestik.probe_service_state")
          .output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path exampleJar() throws IOException {
    Path target = Domestik.ROOT.resolve("examples/java-probe/target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("java-probe-.*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no jar in " + target));
    }
  }
}
