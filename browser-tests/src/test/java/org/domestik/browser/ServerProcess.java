// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A real server process on a free port, with a data folder of its own. */
final class ServerProcess implements AutoCloseable {
  private static final String MAIN = "org.domestik.server.Main";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CLASS_PATH = classPath();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final int port;
  private Process process;

  private ServerProcess(Path data, int port, Process process) {
    this.data = data;
    this.port = port;
    this.process = process;
  }

  static ServerProcess start() {
    return start("");
  }

  /** Starts a server with a configuration in its data folder. */
  static ServerProcess start(String config) {
    return start(config, "");
  }

  /** Starts a server that also has rules of alerts. */
  static ServerProcess start(String config, String alerts) {
    try {
      Path data = Files.createTempDirectory("domestik-browser");
      Files.writeString(data.resolve("server.conf"), config);
      Files.writeString(data.resolve("alerts.lua"), alerts);
      int port = freePort();
      ServerProcess server = new ServerProcess(data, port, launch(data, port));
      server.awaitHealthy();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the DuckDB that a build leaves, if it did: the other unpacks 70 MB at each start. */
  private static String classPath() {
    Path built = Path.of(System.getProperty("domestik.root"), "server", "target", "lib");
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(each -> each.contains("duckdb_jdbc") ? there(built, each) : each)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String there(Path folder, String jar) {
    Path other = folder.resolve(Path.of(jar).getFileName());
    return Files.exists(other) ? other.toString() : jar;
  }

  private static Process launch(Path data, int port) throws IOException {
    return java("server", "--data", data.toString(), "--port", "" + port);
  }

  private static Process java(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                CLASS_PATH,
                MAIN));
    command.addAll(List.of(arguments));
    Path log = Path.of("target", "server.log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** Posts samples as an agent does. */
  void post(String json) {
    post("api/v1/samples", "application/json", json, 200);
  }

  /** Posts samples in InfluxDB's line protocol, of the present. */
  void write(String lines) {
    post("write", "text/plain", lines, 204);
  }

  /** Lines of which some are refused. */
  void writeInPart(String lines) {
    post("write", "text/plain", lines, 400);
  }

  private void post(String path, String type, String body, int expected) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != expected) {
        throw new AssertionError(answer.statusCode() + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command on the server's data, as an operator does. */
  void command(String word) {
    command(List.of(word), "");
  }

  /** Adds a user, as an operator does. */
  void addUser(String name, String role, String password) {
    command(List.of("user", "add", name, "--role", role), password + "\n");
  }

  private void command(List<String> words, String input) {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(List.of("--data", data.toString()));
    try {
      Process command = java(arguments.toArray(String[]::new));
      try (OutputStream typed = command.getOutputStream()) {
        typed.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!command.waitFor(60, TimeUnit.SECONDS) || command.exitValue() != 0) {
        throw new AssertionError(words + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Takes the data folder away from under the running server. */
  void loseItsFolder() {
    try {
      Files.move(data, away());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server as an operator does, and waits for its end. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again on the same data and port. */
  void startAgain() {
    try {
      process = launch(data, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitHealthy();
  }

  private void awaitHealthy() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isHealthy()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("the server did not start");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private boolean isHealthy() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url() + "health")).timeout(PATIENCE).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    delete(data);
    delete(away());
  }

  private Path away() {
    return data.resolveSibling(data.getFileName() + ".away");
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
