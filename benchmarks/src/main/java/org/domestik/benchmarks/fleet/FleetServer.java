// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.DatabaseNodes;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.ServerProcess;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.PostgresServer;
import org.jspecify.annotations.Nullable;

/** Domestik's server as a fleet reaches it: TLS with a key of its own, a token for each agent. */
final class FleetServer implements AutoCloseable {
  static final String CITUS = "DOMESTIK_CITUS";

  private static final int MOST_ASKED = 100;
  private static final int WRITES_A_GROUP = 2;

  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
  private static final Pattern OPEN = Pattern.compile("(?m)^domestik_http_connections (\\d+)");

  private final Path launcher;
  private final Path folder;
  private final String url;
  private final @Nullable PostgresServer postgres;
  private final DatabaseNodes nodes;
  private final int port;
  private final PinnedServer pinned;
  private ServerProcess process;
  private double cpuBefore;
  private double writesBefore;

  private FleetServer(Path launcher, Path folder, String url, @Nullable PostgresServer postgres)
      throws IOException {
    this.launcher = launcher;
    this.folder = folder;
    this.url = url;
    this.postgres = postgres;
    this.nodes = url.isEmpty() ? new DatabaseNodes() : new DatabaseNodes(url);
    this.port = ServerProcess.lastingPort();
    Path data = Files.createDirectories(data());
    Files.writeString(
        data.resolve("server.conf"),
        "policies = { { every = \"1 hour\", %s } }\naccess = \"login\"\n"
            .formatted(Domestik.ALL_LIVE));
    command("secure", "--name", "localhost");
    this.pinned = new PinnedServer(port, data.resolve("tls/server.crt"));
    this.process = launch();
  }

  /** Starts one on a new store of a side. */
  static FleetServer start(Path root, Path folder, String side) throws IOException {
    Files.createDirectories(folder);
    PostgresServer postgres = side.equals("postgresql") ? PostgresServer.start(folder) : null;
    String url =
        postgres != null ? postgres.url() : side.equals("citus") ? System.getenv(CITUS) : "";
    try {
      if (side.equals("citus")) {
        DatabaseNodes.empty(url);
      }
      return new FleetServer(root.resolve("domestik"), folder, url, postgres);
    } catch (IOException | RuntimeException e) {
      if (postgres != null) {
        postgres.close();
      }
      throw e;
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private ServerProcess launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(launcher.toString(), "server", "--data", data().toString()));
    command.addAll(List.of("--port", String.valueOf(port)));
    if (!url.isEmpty()) {
      command.addAll(List.of("--store", url));
    }
    return ServerProcess.start(
        folder,
        Map.of(),
        command,
        () -> {
          try (Connection connection = connect("probe")) {
            connection.get("/health");
          }
        });
  }

  private Connection connect(String name) throws IOException {
    return pinned.connect(name, InetAddress.getLoopbackAddress(), 64 * 1024);
  }

  private Connection operator(String name) throws IOException {
    return connect(name).with(Files.readString(data().resolve("server.token")).strip());
  }

  PinnedServer port() {
    return pinned;
  }

  DatabaseNodes nodes() {
    return nodes;
  }

  /** Each agent's token for its own host, and how long one takes that is made by the API. */
  record Tokens(List<String> secrets, double seconds) {}

  /** Makes them, those of a large fleet while the server is away for it. */
  Tokens tokens(Fleet fleet) throws IOException {
    List<String> secrets = new ArrayList<>();
    int asked = Math.min(fleet.hosts(), MOST_ASKED);
    long before = System.nanoTime();
    try (Connection connection = operator("tokens")) {
      for (int i = 0; i < asked; i++) {
        String body =
            "{\"name\":\"%1$s\",\"role\":\"write\",\"hosts\":\"%1$s\"}".formatted(fleet.host(i));
        String answer =
            connection.post(
                "/api/v1/tokens", "application/json", body.getBytes(StandardCharsets.UTF_8));
        secrets.add(found(TOKEN, answer));
      }
    }
    double seconds = (System.nanoTime() - before) / 1e9 / asked;
    if (asked < fleet.hosts()) {
      stop();
      String store = url.isEmpty() ? "jdbc:duckdb:" + data().resolve("samples.duckdb") : url;
      secrets.addAll(FleetTokens.add(store, fleet, asked));
      startAgain();
    }
    return new Tokens(secrets, seconds);
  }

  private static String found(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return matcher.group(matcher.groupCount());
  }

  /** How many connections it has open. */
  int connections() throws IOException {
    try (Connection connection = operator("metrics")) {
      return Integer.parseInt(found(OPEN, connection.get("/metrics")));
    }
  }

  /** Ends the server, and not its database. */
  void stop() {
    writesBefore += writes();
    process.close();
  }

  void startAgain() throws IOException {
    cpuBefore += process.cpuSeconds();
    process = launch();
  }

  double cpuSeconds() {
    return cpuBefore + process.cpuSeconds();
  }

  double mebibytes() throws IOException {
    return process.footprint().rss();
  }

  double heapMebibytes() throws IOException {
    return process.footprint().heap();
  }

  /**
   * How often something was made durable so far: the database's own count, or what the thread wrote
   * that brings each group to the disk: the journal, with a sync, and how far it got, without.
   */
  double syncs() throws IOException {
    return nodes.count() > 0 ? nodes.syncs() : writesBefore + writes();
  }

  private double writes() {
    return process.threadWrites("storage-writer") / WRITES_A_GROUP;
  }

  /** What samples take of the disk; of an embedded store exact once it was closed. */
  double bytes() throws IOException {
    return nodes.count() > 0 ? nodes.bytes() : Disk.bytes(data());
  }

  /** Rows in all tables of an agent's probes. */
  long rows() throws IOException {
    StringBuilder sql = new StringBuilder("SELECT 0");
    for (String probe : AgentSchedule.probes()) {
      sql.append(" + (SELECT count(*) FROM domestik.probe_").append(probe).append(')');
    }
    return Long.parseLong(found(NUMBER, command("sql", sql + " AS n", "--json")));
  }

  /** Rows by the books, which {@code verify} finds balanced, or fails. */
  long verified() throws IOException {
    return ACCEPTED
        .matcher(command("verify", "--json"))
        .results()
        .mapToLong(it -> Long.parseLong(it.group(1)))
        .sum();
  }

  private String command(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", data().toString()));
    Path log = folder.resolve("command.log");
    Process running = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String answer = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (running.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return answer;
  }

  @Override
  public void close() {
    process.close();
    if (postgres != null) {
      postgres.close();
    }
  }
}
