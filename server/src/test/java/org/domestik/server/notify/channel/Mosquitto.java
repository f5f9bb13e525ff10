// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;

/** Debian's broker of MQTT, a real process on a free port. */
public final class Mosquitto implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private final Process process;
  private final int port;

  private Mosquitto(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it with more lines of its configuration; skips the test where it is not installed. */
  public static Mosquitto with(Path folder, String... lines) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "mosquitto is not installed");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = folder.resolve("mosquitto.conf");
    String user = "user " + System.getProperty("user.name");
    Files.writeString(
        config, user + "\nlistener " + port + " localhost\n" + String.join("\n", lines) + "\n");
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-v", "-c", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.endsWith(" running")) {
        Thread.startVirtualThread(() -> drain(said));
        return new Mosquitto(process, port);
      }
    }
    return Assertions.fail("mosquitto did not start: " + all);
  }

  private static void drain(BufferedReader said) {
    try {
      said.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // It was ended.
    }
  }

  /** Where it listens. */
  public String address(String scheme) {
    return scheme + "://localhost:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
