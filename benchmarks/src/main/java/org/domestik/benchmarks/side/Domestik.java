// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.ServerProcess;
import org.jspecify.annotations.Nullable;

/** Domestik's server as its launcher starts it, with its default heap, on one of its stores. */
public final class Domestik extends HttpSide implements Hourly {
  /** A policy by which nothing is archived within a run. */
  public static final String ALL_LIVE = "after = \"60 days\", keep = \"1 year\"";

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Path launcher;
  private final @Nullable PostgresServer database;

  private Domestik(
      Path launcher,
      Path folder,
      int port,
      ServerProcess process,
      @Nullable PostgresServer database)
      throws IOException {
    super(folder, port, process);
    this.launcher = launcher;
    this.database = database;
  }

  /**
   * Starts the server.
   *
   * @param root where the launcher is
   * @param database null: the embedded store
   * @param policy {@code after} and {@code keep}; by default the jobs would archive the runs' past
   */
  public static Domestik start(
      Path root, Path folder, @Nullable PostgresServer database, String policy) throws IOException {
    return start(root, folder, database, policy, "");
  }

  /** The same, with {@code more} lines of configuration. */
  public static Domestik start(
      Path root, Path folder, @Nullable PostgresServer database, String policy, String more)
      throws IOException {
    int port = ServerProcess.freePort();
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    Files.writeString(
        data.resolve("server.conf"),
        "policies = { { every = \"1 hour\", %s } }\n%s".formatted(policy, more));
    Path launcher = root.resolve("domestik");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(launcher.toString(), "server", "--data", data.toString()));
    command.addAll(List.of("--port", String.valueOf(port)));
    if (database != null) {
      command.addAll(List.of("--store", database.url()));
    }
    ServerProcess process =
        ServerProcess.start(
            folder,
            Map.of(),
            command,
            () -> {
              try (Connection connection = new Connection(port)) {
                connection.get("/health");
              }
            });
    return new Domestik(launcher, folder, port, process, database);
  }

  /** Ends the server, and not its database. */
  public void stop() throws IOException {
    super.close();
  }

  /** Starts a server on what this one, which has ended, left. */
  public Domestik startAgain(String policy) throws IOException {
    return start(launcher.resolveSibling(""), folder(), database, policy);
  }

  @Override
  public String name() {
    return "Domestik on " + (database == null ? "DuckDB" : "PostgreSQL");
  }

  @Override
  public String version() {
    return Installed.output("git", "-C", launcher.getParent() + "", "describe", "--always");
  }

  @Override
  String path(Format format) {
    return format == Format.JSON ? "/api/v1/samples" : "/write";
  }

  @Override
  public boolean takes(Format format) {
    return true;
  }

  /** Runs one of the launcher's commands on this server's data; returns what it printed. */
  public String command(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", folder().resolve("data").toString()));
    Process process =
        new ProcessBuilder(command).redirectError(folder().resolve("command.log").toFile()).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            String.join(" ", command) + ": " + Files.readString(folder().resolve("command.log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return answer;
  }

  @Override
  public long rows() throws IOException {
    String view = "domestik.probe_" + Fleet.PROBE;
    String answer =
        command(
            "sql",
            "SELECT (SELECT count(*) FROM %s) + (SELECT coalesce(sum(samples), 0) FROM %s_archive) AS n"
                .formatted(view, view),
            "--json");
    Matcher matcher = NUMBER.matcher(answer);
    if (!matcher.find()) {
      throw new IOException("no number in " + answer);
    }
    return Long.parseLong(matcher.group());
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    String answer =
        get(
            "/api/v1/series?host=%s&probe=%s&key=%s&from=%d&to=%d"
                .formatted(host, Fleet.PROBE, key, from.toEpochMilli(), to.toEpochMilli()));
    String times = answer.substring(answer.indexOf('[') + 1, answer.indexOf(']'));
    return times.isEmpty() ? 0 : (int) times.chars().filter(c -> c == ',').count() + 1;
  }

  /** The values' description names one to be watched for leaks. */
  @Override
  public void begin() throws IOException {
    post(
        "/api/v1/samples",
        """
        {"host":"host-0","samples":[],"descriptions":{"%s":
          {"key":"process","values":{"data":{"unit":"kB"},"stack":{"unit":"kB"}},"leak":"data"}}}"""
            .formatted(Fleet.PROBE));
  }

  @Override
  public void archive() throws IOException {
    operation("archive");
  }

  @Override
  public List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    if (database == null) { // First: afterwards there is less.
      jobs.add(new Job("backup", () -> command("backup", folder().resolve("all.zip").toString())));
    }
    jobs.add(new Job("archive", this::archive));
    jobs.add(new Job("purge", () -> operation("purge")));
    return jobs;
  }

  /** Has the running server do what the command of that name asks for. */
  void operation(String word) throws IOException {
    String token = Files.readString(folder().resolve("data/server.token")).strip();
    try (Connection connection = new Connection(port()).with(token)) {
      connection.post(
          "/api/v1/operations/" + word, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public int hours(String host, String key, Instant from, Instant to) throws IOException {
    return read(host, key, from, to);
  }

  @Override
  public Set<FleetQuestion> answers() {
    return Set.of(FleetQuestion.values());
  }

  @Override
  public int fleet(FleetQuestion question, Instant from, Instant to) throws IOException {
    String measure =
        switch (question) {
          case RANGE -> "max(data_max) - min(data_min)";
          case SLOPE -> "regr_slope(data_avg, extract(epoch FROM sample_time))";
          case VERDICTS -> "";
        };
    if (measure.isEmpty()) {
      return get("/api/v1/leaks").split("\"verdict\"", -1).length - 1;
    }
    String answer =
        post(
            "/api/v1/sql",
            """
            {"sql":"SELECT host, process, %s AS rise FROM domestik.probe_%s_archive WHERE sample_time \
            >= TIMESTAMPTZ '%s' AND sample_time < TIMESTAMPTZ '%s' GROUP BY host, process ORDER BY \
            rise DESC LIMIT 10"}"""
                .formatted(measure, Fleet.PROBE, from, to));
    return answer.split("\"host-", -1).length - 1;
  }

  /** While it runs: the processor time of its threads of a name. */
  public double threadSeconds(String name) {
    return process().threadSeconds(name);
  }

  @Override
  public double cpuSeconds() {
    return super.cpuSeconds() + (database == null ? 0 : database.process().cpuSeconds());
  }

  @Override
  public long peakMebibytes() {
    return super.peakMebibytes() + (database == null ? 0 : database.process().peakMebibytes());
  }

  @Override
  public void close() throws IOException {
    super.close();
    if (database != null) {
      database.close();
    }
  }
}
