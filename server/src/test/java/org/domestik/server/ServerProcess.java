// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A server in a process of its own, as a shell starts it. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final Path data;
  private final Path log;

  /** {@code before} is what the shell does first, such as {@code ulimit}. */
  ServerProcess(Path data, String before) throws IOException {
    this(data, before, 128);
  }

  /** The same with a heap of so many MiB. */
  ServerProcess(Path data, String before, int heap) throws IOException {
    this.data = data;
    log = data.resolveSibling("server.log");
    process =
        new ProcessBuilder(
                "bash",
                "-c",
                before + "; exec \"$@\"",
                "server",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "server",
                "--data",
                data.toString(),
                "--port",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await(() -> Files.exists(data.resolve("server.url")));
  }

  long pid() {
    return process.pid();
  }

  Path data() {
    return data;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  URI uri(String path) {
    try {
      return URI.create(Files.readString(data.resolve("server.url")).strip() + path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The status of a GET; -1 if there is no answer. */
  int get(String path) {
    try {
      return TestServer.send(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)))
          .statusCode();
    } catch (java.io.UncheckedIOException e) {
      return -1;
    }
  }

  int openFiles() throws IOException {
    try (var open = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int) open.count();
    }
  }

  /** Lets the process have so many files open from now on. */
  void limitFiles(int most) throws Exception {
    Process prlimit =
        new ProcessBuilder(
                List.of("prlimit", "--pid", Long.toString(pid()), "--nofile=" + most + ":"))
            .inheritIO()
            .start();
    if (prlimit.waitFor() != 0) {
      throw new IllegalStateException("prlimit failed");
    }
  }

  /** Waits until something is so, for a minute at most. */
  void await(BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IllegalStateException("not so; the process says " + log());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
