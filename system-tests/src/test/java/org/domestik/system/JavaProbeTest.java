// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/java-probe.md, dropped into a running server as its page says. */
class JavaProbeTest {
  @TempDir Path data;

  @Test
  void aJarDroppedIntoProbesDotDTakesOverItsProbe() throws Exception {
    try (Domestik up = Domestik.up(data)) {
      Path folder = Files.createDirectories(data.resolve("probes.d"));
      Files.copy(exampleJar(), folder.resolve("java-probe.jar"));
      Files.writeString(
          data.resolve("probes/service_state.lua"),
          "return { nginx = { state = 1 } }, 'service_state'\n");

      String host = up.host();
      // The class keeps changes only and describes nothing, so two runs leave one row.
      Domestik.await(
          "the class has stored the state",
          () ->
              up.get("/api/v1/stored?host=" + host + "&probe=service_state")
                  .body()
                  .contains("nginx"));
      assertThat(up.json("/health").path("problems")).isEmpty();
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
