// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.ForeignBodies;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.measure.ServerProcess;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;

/**
 * The same rows by each way in, in turns, on one server: how many it takes with a second of its
 * processors, beside lines of InfluxDB.
 */
public final class Ways {
  private static final int HOSTS = 40;
  private static final int KEYS = 25;
  private static final int WARM = 40;

  private final Options options;
  private final Results results;
  private final int steps;

  public Ways(Options options, Results results, int steps) {
    this.options = options;
    this.results = results;
    this.steps = steps;
  }

  /** How a way's requests are made, and sent. */
  private record Way(String name, String probe, Bodies bodies, Sending sending) {}

  private interface Bodies {
    byte[] of(int step) throws IOException;
  }

  private interface Sending {
    void send(List<byte[]> bodies, Instant last) throws IOException;
  }

  public void run() throws IOException {
    int graphite = ServerProcess.freePort();
    Fleet fleet =
        new Fleet(
            HOSTS,
            KEYS,
            options.now().minusSeconds(60L * (WARM + (long) steps * options.rounds() + 10)),
            60);
    ForeignBodies bodies = new ForeignBodies(fleet);
    results.text(
        "## Ways in: %d hosts of %d keys, %d rows of two numbers a request, one sender"
            .formatted(HOSTS, KEYS, HOSTS * KEYS));
    results.head("way", "rows per server CPU-second", "rounds from–to", "lines / this");
    try (Domestik server =
        Domestik.start(
            options.root(),
            options.folder("ways"),
            null,
            Domestik.ALL_LIVE,
            ("graphite = { port = %d, templates = { { path = \"servers.*\", parts ="
                    + " \"_.host.probe.process.value\" } } }\n")
                .formatted(graphite))) {
      List<Way> ways =
          List.of(
              new Way("lines", Fleet.PROBE, bodies::lines, posting(server, "/write", "text/plain")),
              new Way(
                  "remote write 1.0",
                  "prom_fleet_process_by_process",
                  bodies::remoteWrite,
                  posting(
                      server,
                      "/api/v1/write",
                      "application/x-protobuf\r\nContent-Encoding: snappy")),
              new Way(
                  "OTLP, protobuf",
                  "otel_fleet_process_by_process",
                  bodies::otlp,
                  posting(server, "/v1/metrics", "application/x-protobuf")),
              new Way(
                  "collectd, JSON",
                  "collectd_fleet",
                  bodies::collectd,
                  posting(server, "/collectd", "application/json")),
              new Way(
                  "Graphite, TCP",
                  "graphite_fleet",
                  bodies::graphite,
                  (all, last) -> lines(server, graphite, all, fleet.key(KEYS - 1), last)));
      measure(server, fleet, ways);
    }
    results.end();
  }

  private void measure(Domestik server, Fleet fleet, List<Way> ways) throws IOException {
    Map<Way, List<Double>> rates = new LinkedHashMap<>();
    for (Way way : ways) {
      rates.put(way, new ArrayList<>());
      way.sending.send(of(way, 0, WARM), fleet.time(WARM - 1));
    }
    int step = WARM;
    for (int round = 0; round < options.rounds(); round++, step += steps) {
      for (int i = 0; i < ways.size(); i++) {
        Way way = ways.get((i + round) % ways.size());
        List<byte[]> all = of(way, step, step + steps);
        double before = server.cpuSeconds();
        way.sending.send(all, fleet.time(step + steps - 1));
        double cpu = server.cpuSeconds() - before;
        rates.getOrDefault(way, new ArrayList<>()).add((double) steps * HOSTS * KEYS / cpu);
      }
    }
    double lines = Quantiles.of(rates.values().iterator().next()).median();
    rates.forEach(
        (way, all) -> {
          Quantiles rate = Quantiles.of(all);
          results.row(
              way.name,
              Results.number(rate.median()),
              Results.number(rate.at(0)) + "–" + Results.number(rate.max()),
              Results.number(lines / rate.median()));
        });
    for (Way way : ways) {
      check(server, way, (long) step * HOSTS * KEYS);
    }
  }

  private static List<byte[]> of(Way way, int from, int to) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (int step = from; step < to; step++) {
      all.add(way.bodies.of(step));
    }
    return all;
  }

  private static Sending posting(Domestik server, String path, String type) {
    return (bodies, last) -> {
      try (Connection connection = new Connection(server.port())) {
        for (byte[] body : bodies) {
          connection.post(path, type, body);
        }
      }
    };
  }

  /** Nobody answers: it is over when the last row is there. */
  private static void lines(
      Domestik server, int port, List<byte[]> bodies, String key, Instant last) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (byte[] body : bodies) {
        socket.getOutputStream().write(body);
      }
    }
    long millis = last.getEpochSecond() * 1000; // As the lines say it.
    String question =
        "/api/v1/series?host=host-%d&probe=graphite_fleet&key=%s&from=%d&to=%d"
            .formatted(HOSTS - 1, key, millis, millis + 1);
    String time = "[" + millis + "]";
    long end = System.nanoTime() + 60_000_000_000L;
    try {
      while (!isThere(server, question, time)) {
        if (System.nanoTime() > end) {
          throw new IOException("the last of Graphite's lines is not there");
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static boolean isThere(Domestik server, String question, String time) {
    try {
      return server.get(question).contains(time);
    } catch (IOException e) {
      return false; // Nobody has heard of the host yet.
    }
  }

  private static void check(Domestik server, Way way, long expected) throws IOException {
    String answer =
        server.command("sql", "SELECT count(*) AS n FROM domestik.probe_" + way.probe, "--json");
    if (!answer.contains(":" + expected + "}")) {
      throw new IllegalStateException(
          way.name + " has " + answer.strip() + " of " + expected + " rows");
    }
  }
}
