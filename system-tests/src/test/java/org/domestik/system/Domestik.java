// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A real {@code ./domestik up}, as a user starts it. */
final class Domestik implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("domestik.root"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  final Path data;
  final String url;
  private final Process process;
  private final Path output;

  private Domestik(Path data, String url, Process process, Path output) {
    this.data = data;
    this.url = url;
    this.process = process;
    this.output = output;
  }

  /** Starts {@code up} on a free port and waits until it answers. */
  static Domestik up(Path data, String... more) throws IOException {
    int port = freePort();
    List<String> arguments = new ArrayList<>(List.of("--port", "" + port));
    arguments.addAll(List.of(more));
    return up(data, "http://127.0.0.1:" + port, arguments);
  }

  /** Starts {@code up} and waits until it answers at an address. */
  static Domestik up(Path data, String url, List<String> more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
    arguments.addAll(more);
    Path output = newOutput();
    ProcessBuilder launcher = ofAMinute(launcher(arguments.toArray(String[]::new)));
    Process process = launcher.redirectOutput(output.toFile()).start();
    Domestik up = new Domestik(data, url, process, output);
    await("up answers", () -> up.healthy() || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("up ended: " + up.output());
    }
    return up;
  }

  static ProcessBuilder launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("domestik").toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
  }

  /** Has a server started that ends before the second compiler would pay. */
  static ProcessBuilder ofAMinute(ProcessBuilder server) {
    server.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    return server;
  }

  /** Runs a command of the launcher to its end and returns what it printed. */
  static Finished run(String... arguments) throws IOException, InterruptedException {
    return finish(launcher(arguments));
  }

  static Finished finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Path output = newOutput();
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 4 minutes: " + builder.command());
    }
    return new Finished(process.exitValue(), Files.readString(output));
  }

  /** The words that a launcher starts Java with, a line each, rather than what Java says then. */
  static String toldJava(ProcessBuilder launcher) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("java");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    launcher.environment().put("DOMESTIK_JAVA_HOME", home.toString());
    return finish(launcher).output();
  }

  /** Stays with what the build leaves behind, to be looked at. */
  private static Path newOutput() throws IOException {
    return Files.createTempFile(Files.createDirectories(Path.of("target/output")), "said", ".log");
  }

  record Finished(int code, String output) {}

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean healthy() {
    try {
      return get("/health").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(10)));
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode json(String path) {
    try {
      return JSON.readTree(get(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name under which this machine reports itself. */
  String host() {
    await("a host is known", () -> json("/api/v1/hosts").size() > 0);
    return json("/api/v1/hosts").get(0).get("host").asText();
  }

  /** How many points a series has over the last hour. */
  int points(String host, String probe, String... key) {
    StringBuilder path =
        new StringBuilder("/api/v1/series?host=" + encode(host) + "&probe=" + encode(probe));
    for (String level : key) {
      path.append("&key=").append(encode(level));
    }
    return json(path.toString()).path("time").size();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  long pid(String of) throws IOException {
    return Long.parseLong(Files.readString(data.resolve(of + ".pid")).strip());
  }

  boolean isRunning() {
    return process.isAlive();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a thread; what ends it is noted, as nobody else would hear of it. */
  static Thread start(Collection<? super Throwable> failures, Runnable work) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
  }

  /** Waits up to two minutes for a condition, looking often. */
  static void await(String what, Supplier<Boolean> condition) {
    await(what, Duration.ofMinutes(2), condition);
  }

  static void await(String what, Duration limit, Supplier<Boolean> condition) {
    await(what, limit, condition, () -> "");
  }

  /** The same, and says in the end what was there instead. */
  static void await(String what, Supplier<Boolean> condition, Supplier<String> instead) {
    await(what, Duration.ofMinutes(2), condition, () -> "; there was " + instead.get());
  }

  private static void await(
      String what, Duration limit, Supplier<Boolean> condition, Supplier<String> instead) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.get()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + instead.get());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  /** Stops as Ctrl-C does and returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("up did not stop within 30 s: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
