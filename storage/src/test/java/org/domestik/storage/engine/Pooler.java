// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A real pgbouncer in transaction mode, before a PostgreSQL on this machine. */
public final class Pooler implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final int MOST_LOGINS = 100;

  private final Path folder;
  private final Process process;
  private final String url;

  private Pooler(Path folder, Process process, String url) {
    this.folder = folder;
    this.process = process;
    this.url = url;
  }

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts one.
   *
   * @param database the address of a database that trusts who comes from this machine
   * @param connections how many the pooler has for each user; fewer than its clients have
   */
  public static Pooler start(String database, int connections) throws IOException {
    URI server = URI.create(database.substring("jdbc:".length()));
    // Whom it becomes when root starts it must be able to read its file.
    Path folder =
        Files.createTempDirectory(
            "pooler",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path file =
        Files.writeString(
            folder.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=127.0.0.1 port=%d auth_user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
            pool_mode = transaction
            default_pool_size = %d
            """
                .formatted(server.getPort(), port, connections));
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), file.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("--user", "nobody"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    String address = database.replace(":" + server.getPort() + "/", ":" + port + "/");
    Pooler pooler = new Pooler(folder, process, address);
    pooler.await(port);
    return pooler;
  }

  private void await(int port) throws IOException {
    while (process.isAlive()) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(20_000_000);
      }
    }
    throw new IOException("pgbouncer ended: " + said());
  }

  /** Waits until it lets somebody in: while the connections that it had are ended it does not. */
  void awaitLogin() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        DriverManager.getConnection(url).close();
        return;
      } catch (SQLException e) {
        if (attempt == MOST_LOGINS) {
          throw new IOException("pgbouncer lets nobody in: " + said(), e);
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  /** The address of the database behind it. */
  public String url() {
    return url;
  }

  /** What it has logged. */
  public String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
