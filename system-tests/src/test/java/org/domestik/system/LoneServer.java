// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server without an agent, which is ended and started again on one folder and one port.
 *
 * <p>The launcher is asked once for the words that it starts Java with, and is left out then: what
 * is started, limited and killed is the JVM itself.
 */
final class LoneServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final Path data;
  final URI uri;
  final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final List<String> store;
  private final Path log;
  private List<String> before = List.of();
  private List<String> options = List.of();
  private @Nullable Process process;

  /** Is not started yet; {@code store} are further words of the command line. */
  LoneServer(Path folder, String configuration, List<String> store) throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("server.conf"), configuration);
    log = folder.resolve("server.log");
    uri = URI.create("http://127.0.0.1:" + Domestik.freePort());
    this.store = store;
  }

  /** Lets it start within limits: by a command before it, and further options of the JVM. */
  LoneServer within(List<String> command, List<String> more) {
    before = command;
    options = more;
    return this;
  }

  /** Lets it tell somebody, by HTTP, of each oven that is hot. */
  void tells(InetSocketAddress hook) throws IOException {
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        alerts = {
          { name = "hot", probe = "oven", value = "heat", above = 90 },
          { name = "silent", off = true },
        }
        notify = { hook = { url = "http://127.0.0.1:%d/" } }
        """
            .formatted(hook.getPort()));
  }

  /** Starts the process and does not wait for it. */
  void start() throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(Launched.SERVER);
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--port", Integer.toString(uri.getPort())));
    command.addAll(store);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("MALLOC_ARENA_MAX", "2", "LC_ALL", "C.UTF-8"));
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  private static final class Launched {
    static final List<String> SERVER = words();

    private static List<String> words() {
      try {
        return Domestik.toldJava(Domestik.launcher("server")).lines().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits until it answers. */
  void await() {
    await(Duration.ofMinutes(2));
  }

  /** Waits for so long until it answers. */
  void await(Duration longest) {
    Domestik.await("the server answers", longest, () -> get("/api/v1/me") != null);
  }

  /** Lets so much time pass, or less where the process ends by itself. */
  void run(long millis) throws InterruptedException {
    if (process != null) {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    }
  }

  void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Ends it by SIGTERM; answers how long that took. */
  Duration stop() throws InterruptedException {
    long before = System.nanoTime();
    if (process != null) {
      process.destroy();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("does not end: " + log());
      }
    }
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /** A number of KiB of the kernel's about the process, such as VmRSS. */
  long memory(String name) throws IOException {
    long pid = process == null ? 0 : process.pid();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + name);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Delivers lines; answers the status. */
  int write(String lines) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve("/write")).POST(BodyPublishers.ofString(lines));
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  /** Runs an operation; null while the server does not answer. */
  @Nullable HttpResponse<String> operation(String word) {
    return ask("/api/v1/operations/" + word, "{}");
  }

  /** The answer to one question in SQL: its only row's numbers, with 0 for none. */
  double[] numbers(String sql) throws IOException {
    HttpResponse<String> answer = ask("/api/v1/sql", JSON.writeValueAsString(Map.of("sql", sql)));
    if (answer == null || answer.statusCode() != 200) {
      throw new IOException("no answer to " + sql + ": " + (answer == null ? "" : answer.body()));
    }
    JsonNode row = JSON.readTree(answer.body()).get("rows").get(0);
    double[] numbers = new double[row.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = row.get(i).asDouble(0);
    }
    return numbers;
  }

  /** What {@code verify} says. */
  JsonNode verify() throws IOException {
    HttpResponse<String> answer = get("/api/v1/verify");
    if (answer == null || answer.statusCode() != 200) {
      throw new IOException("no verify: " + (answer == null ? "" : answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Nullable HttpResponse<String> get(String path) {
    return ask(path, null);
  }

  /** Asks as the commands on the data folder do; null where there is no answer. */
  private @Nullable HttpResponse<String> ask(String path, @Nullable String body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri.resolve(path)).timeout(Duration.ofMinutes(1));
      Path token = data.resolve("server.token");
      if (Files.exists(token)) {
        request.header("Authorization", "Bearer " + Files.readString(token).strip());
      }
      if (body == null) {
        request.GET();
      } else {
        request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
      }
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
    http.close();
  }
}
