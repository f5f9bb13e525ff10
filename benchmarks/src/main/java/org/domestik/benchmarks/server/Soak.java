// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Footprint;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;

/**
 * Hours at ten times the load of {@link Steady}: 1,000 agents with a connection of their own and a
 * sample every six seconds, of which one in twenty comes late; a graph every second; archive and
 * purge every minute; rules. What the server takes is written down each minute, and compared:
 * nothing may grow from the first half to the second.
 *
 * <p>The samples' time goes 30 times as fast, so that all that is kept for a day is full before the
 * first hour ends.
 */
public final class Soak {
  private static final int AGENTS = 1_000;
  private static final Duration ROUND = Duration.ofSeconds(6);
  private static final int ROUNDS_A_MINUTE = 10;
  private static final int STEP_SECONDS = 180;

  /** One in so many documents comes so many rounds later. */
  private static final int LATE_ONE_IN = 20;

  private static final int LATE_ROUNDS = 3;

  /** After so many agents a graph is asked for: one a second. */
  private static final int LOOKS_EVERY = 167;

  private static final String PATH = "/api/v1/samples";
  private static final String JSON = "application/json";
  private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
  private static final String CONFIGURATION =
      "lifecycle_every = \"1 minute\"\n"; // Half an hour of the samples' time.
  private static final String RULES =
      """
      alerts = {
        { name = "high", probe = "%1$s", value = "data", above = 262000, clear = 250000 },
        { name = "rising", probe = "%1$s", value = "data", above = 100000, per = "1 hour" },
        { name = "gone", probe = "%1$s", value = "data", missing = "1 day" },
      }
      """
          .formatted(Fleet.PROBE);

  private final Options options;
  private final Results results;
  private final int minutes;
  private final Fleet fleet;
  private final UUID boot = UUID.randomUUID();
  private final List<Connection> agents = new ArrayList<>();
  private final List<List<Body>> late = new ArrayList<>();
  private final List<Minute> all = new ArrayList<>();
  private List<Double> answers = new ArrayList<>();
  private List<Double> looks = new ArrayList<>();
  private int port;
  private long opened;
  private long sent;

  public Soak(Options options, Results results, int minutes) {
    this.options = options;
    this.results = results;
    this.minutes = minutes;
    long span = (long) STEP_SECONDS * ROUNDS_A_MINUTE * minutes;
    this.fleet = new Fleet(AGENTS, 1, options.now().minusSeconds(span), STEP_SECONDS);
  }

  /** What was seen at the end of one. */
  private record Minute(
      Footprint taken, double store, double cpu, Quantiles answers, Quantiles looks) {}

  public void run() throws IOException {
    Path folder = options.folder("soak");
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("alerts.lua"), RULES);
    String policy = "after = \"6 hours\", keep = \"1 day\"";
    try (Domestik server = Domestik.start(options.root(), folder, null, policy, CONFIGURATION)) {
      results.text(
          "## %d agents, a sample every %d s each, %d minutes"
              .formatted(AGENTS, ROUND.toSeconds(), minutes));
      results.head(
          "minute",
          "RSS, MiB",
          "heap, MiB",
          "threads",
          "open files",
          "store, MiB",
          "% of a core",
          "answer p50 / p99 / max, ms",
          "graph p50 / p99 / max, ms");
      port = server.port();
      for (int agent = 0; agent < AGENTS; agent++) {
        agents.add(new Connection(port));
      }
      send(server);
      results.end();
      compare();
      conserved(server);
    } finally {
      for (Connection agent : agents) {
        agent.close();
      }
    }
    Disk.remove(folder);
  }

  private void send(Domestik server) throws IOException {
    Bodies bodies = new Bodies(fleet, AGENTS, 1);
    Instant start = Instant.now();
    double cpu = server.cpuSeconds();
    for (int round = 0; round < minutes * ROUNDS_A_MINUTE; round++) {
      List<List<Body>> documents = bodies.of(Format.JSON, round, round + 1, boot);
      List<Body> held = new ArrayList<>();
      for (int agent = 0; agent < AGENTS; agent++) {
        waitUntil(
            start.plus(ROUND.multipliedBy(round)).plusNanos(ROUND.toNanos() / AGENTS * agent));
        Body body = documents.get(agent).getFirst();
        boolean isLate = (agent + round) % LATE_ONE_IN == 0;
        held.add(body);
        if (!isLate) {
          deliver(agent, body);
        }
        if (round >= LATE_ROUNDS && (agent + round - LATE_ROUNDS) % LATE_ONE_IN == 0) {
          deliver(agent, late.get(round % LATE_ROUNDS).get(agent));
        }
        if (round > 0 && agent % LOOKS_EVERY == 0) {
          look(server, agent, round);
        }
      }
      if (late.size() < LATE_ROUNDS) {
        late.add(held);
      } else {
        late.set(round % LATE_ROUNDS, held);
      }
      if ((round + 1) % ROUNDS_A_MINUTE == 0) {
        double before = cpu;
        cpu = server.cpuSeconds();
        note(server, (cpu - before) / 60 * 100);
      }
    }
  }

  private void deliver(int agent, Body body) throws IOException {
    long before = System.nanoTime();
    try {
      agents.get(agent).post(PATH, JSON, body.bytes());
    } catch (Connection.Closed e) {
      // The server keeps so many at most, and closes what was idle longest.
      agents.get(agent).close();
      agents.set(agent, new Connection(port));
      agents.get(agent).post(PATH, JSON, body.bytes());
      opened++;
    }
    answers.add((System.nanoTime() - before) / 1e6);
    sent += body.rows();
  }

  private void look(Domestik server, int agent, int round) throws IOException {
    Instant now = fleet.time(round);
    long before = System.nanoTime();
    server.read(fleet.host(agent), fleet.key(0), now.minus(Duration.ofDays(1)), now);
    looks.add((System.nanoTime() - before) / 1e6);
  }

  private void note(Domestik server, double cpu) throws IOException {
    Minute minute =
        new Minute(
            server.process().footprint(),
            Disk.bytes(server.folder()) / 1048576.0,
            cpu,
            Quantiles.of(answers),
            Quantiles.of(looks));
    answers = new ArrayList<>();
    looks = new ArrayList<>();
    all.add(minute);
    results.row(
        String.valueOf(all.size()),
        Results.number(minute.taken.rss()),
        Results.number(minute.taken.heap()),
        String.valueOf(minute.taken.threads()),
        String.valueOf(minute.taken.files()),
        Results.number(minute.store),
        Results.number(minute.cpu),
        times(minute.answers),
        times(minute.looks));
  }

  private static String times(Quantiles millis) {
    return Results.number(millis.at(0.5))
        + " / "
        + Results.number(millis.at(0.99))
        + " / "
        + Results.number(millis.max());
  }

  /** The means of the two halves. */
  private void compare() throws IOException {
    results.head("mean of", "first half", "second half", "least", "greatest");
    compare("RSS, MiB", it -> it.taken.rss());
    compare("heap, MiB", it -> it.taken.heap());
    compare("threads", it -> it.taken.threads());
    compare("open files", it -> it.taken.files());
    compare("store, MiB", Minute::store);
    compare("% of a core", Minute::cpu);
    compare("answer p50, ms", it -> it.answers.at(0.5));
    compare("answer p99, ms", it -> it.answers.at(0.99));
    compare("graph p99, ms", it -> it.looks.at(0.99));
    results.end();
  }

  private void compare(String name, ToDoubleFunction<Minute> number) {
    var first = all.subList(0, all.size() / 2).stream().mapToDouble(number).average();
    var second = all.subList(all.size() / 2, all.size()).stream().mapToDouble(number).average();
    var of = all.stream().mapToDouble(number).summaryStatistics();
    results.row(
        name,
        Results.number(first.orElse(Double.NaN)),
        Results.number(second.orElse(Double.NaN)),
        Results.number(of.getMin()),
        Results.number(of.getMax()));
  }

  private void conserved(Domestik server) throws IOException {
    Matcher counts = ACCEPTED.matcher(server.command("verify", "--json"));
    long accepted = counts.results().mapToLong(it -> Long.parseLong(it.group(1))).sum();
    if (accepted != sent) {
      throw new IOException("%d rows sent, %d accepted".formatted(sent, accepted));
    }
    results.text(
        "%d rows sent, accepted once each; the books balance. %d connections opened again."
            .formatted(sent, opened));
  }

  private static void waitUntil(Instant due) throws IOException {
    long left = Duration.between(Instant.now(), due).toMillis();
    if (left > 0) {
      try {
        Thread.sleep(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
