// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.ServerProcess;

/** A PostgreSQL with its defaults in a folder of its own; never run as root. */
public final class PostgresServer implements AutoCloseable {
  private static final String BIN = "/usr/lib/postgresql/15/bin/";

  private final ServerProcess process;
  private final String url;

  private PostgresServer(ServerProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  public static boolean isInstalled() {
    return Installed.has(BIN + "postgres");
  }

  public static PostgresServer start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path data = folder.resolve("postgres");
    List<String> user = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(data);
      Installed.output("chown", "postgres", data.toString());
      user.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    List<String> init = new ArrayList<>(user);
    init.addAll(List.of(BIN + "initdb", "-D", data.toString(), "-U", "bench", "-A", "trust"));
    if (Installed.output(init.toArray(String[]::new)).isEmpty()) {
      throw new IOException("initdb failed in " + data);
    }
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>(user);
    command.addAll(List.of(BIN + "postgres", "-D", data.toString(), "-p", String.valueOf(port)));
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
    command.addAll(List.of("-c", "unix_socket_directories="));
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=bench";
    ServerProcess process = ServerProcess.start(folder, Map.of(), command, () -> ask(url));
    return new PostgresServer(process, url);
  }

  private static void ask(String url) throws IOException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  public String url() {
    return url;
  }

  ServerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
