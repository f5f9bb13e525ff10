// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.screens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.ServerProcess;

/** Netdata with its own page, as the Debian packages netdata-core and netdata-web have it. */
final class Netdata implements AutoCloseable {
  static final String PROGRAM = "/usr/sbin/netdata";

  private final ServerProcess process;
  final int port;

  private Netdata(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  static Netdata start(Path folder) throws IOException {
    int port = ServerProcess.freePort();
    Path settings = Files.createDirectories(folder.resolve("etc"));
    Files.writeString(settings.resolve(".opt-out-from-anonymous-statistics"), "");
    StringBuilder config = new StringBuilder("[directories]\n");
    for (String name : List.of("cache", "lib", "log")) {
      Path path = Files.createDirectories(folder.resolve(name));
      config.append("  ").append(name).append(" = ").append(path).append('\n');
    }
    config.append("  config = ").append(settings).append('\n');
    config.append("[global]\n  run as user = ").append(System.getProperty("user.name"));
    config.append("\n[web]\n  bind to = 127.0.0.1:").append(port);
    config.append("\n[registry]\n  enabled = no\n[ml]\n  enabled = no\n");
    Path file = Files.writeString(settings.resolve("netdata.conf"), config);
    ServerProcess process =
        ServerProcess.start(
            folder,
            Map.of("DISABLE_TELEMETRY", "1"),
            List.of(PROGRAM, "-D", "-P", folder.resolve("pid").toString(), "-c", file.toString()),
            () -> {
              try (Connection connection = new Connection(port)) {
                connection.get("/api/v1/info");
              }
            });
    return new Netdata(process, port);
  }

  @Override
  public void close() {
    process.close();
  }
}
