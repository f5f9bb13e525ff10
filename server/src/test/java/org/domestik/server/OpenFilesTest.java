// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has no file descriptor left for the next connection. */
@Tag("slow")
class OpenFilesTest {
  @TempDir Path folder;

  @Test
  void portThatIsClosedForWantOfFilesOpensAgain() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")));
    try (ServerProcess server = new ServerProcess(folder.resolve("data"), "ulimit -S -n 1000")) {
      assertThat(server.get("/health")).isEqualTo(200);
      server.limitFiles(server.openFiles());
      server.await(() -> isRefused(server));
      server.limitFiles(1000);
      server.await(() -> server.get("/health") == 200);
      assertThat(server.log()).contains("it is opened again");
    }
  }

  private static boolean isRefused(ServerProcess server) {
    URI uri = server.uri("/");
    try (Socket _ = new Socket(uri.getHost(), uri.getPort())) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void connectionsNeverTakeTheLastFile() throws Exception {
    List<Socket> all = new ArrayList<>();
    try (ServerProcess server =
        new ServerProcess(folder.resolve("data"), "ulimit -S -n 400; ulimit -H -n 400")) {
      URI uri = server.uri("/");
      for (int i = 0; i < 800; i++) {
        all.add(new Socket(uri.getHost(), uri.getPort()));
      }
      assertThat(server.get("/health")).isEqualTo(200);
      assertThat(server.get("/api/v1/hosts")).isEqualTo(200);
      assertThat(server.log()).doesNotContain("opened again").doesNotContain("Too many open");
    } finally {
      for (Socket each : all) {
        each.close();
      }
    }
  }
}
