// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;

/**
 * A server with four hosts that have something to show: {@code web-1} alive with four days of data
 * (archived but for the last), a gap and an archived spike; {@code new-1} alive with one sample;
 * {@code printer} late; {@code old-laptop} silent for three days, its load rising at the end.
 */
final class Fleet implements AutoCloseable {
  static final String SPIKE = "9.75";
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final int BATCH = 200;

  final ServerProcess server;
  final Instant now;

  private Fleet(ServerProcess server, Instant now) {
    this.server = server;
    this.now = now;
  }

  static Fleet start() {
    Fleet fleet = new Fleet(ServerProcess.start(), InstantSource.system().instant());
    fleet.fill();
    return fleet;
  }

  String url(String view) {
    return server.url() + view;
  }

  private void fill() {
    history("web-1", now.minus(Duration.ofDays(4)), now.minusSeconds(20));
    history("printer", now.minus(Duration.ofHours(6)), now.minus(Duration.ofMinutes(20)));
    Instant silence = now.minus(Duration.ofDays(3));
    history("old-laptop", silence.minus(Duration.ofDays(2)), silence);
    post("new-1", List.of(sample("load", now.minusSeconds(30), load(0.42))), List.of());
    post("web-1", List.of(), runs());
    server.command("archive");
  }

  private void history(String host, Instant from, Instant to) {
    List<Object> batch = new ArrayList<>();
    for (Instant at = to; at.isAfter(from); at = at.minus(STEP)) {
      double before = Duration.between(at, to).toMinutes();
      if (before > 600 && before < 780) {
        continue; // A gap of three hours.
      }
      batch.addAll(samples(host, at, before));
      if (batch.size() >= BATCH) {
        post(host, batch, List.of());
        batch.clear();
      }
    }
    post(host, batch, List.of());
  }

  private static List<Object> samples(String host, Instant at, double minutesBefore) {
    double wave = Math.sin(at.getEpochSecond() / 13_000.0);
    double load = 0.8 + 0.4 * wave;
    if (host.equals("old-laptop")) {
      load += Math.max(0, 60 - minutesBefore) / 5;
    } else if (Math.abs(minutesBefore - 60 * 60) < 2.5) {
      load = Double.parseDouble(SPIKE);
    }
    long used = Math.round(6_000_000 + 900_000 * wave);
    Map<String, Object> disks = new LinkedHashMap<>();
    disks.put("/", Map.of("used", 41_000_000, "free", 59_000_000));
    disks.put("/home", Map.of("used", 180_000_000 + used / 100, "free", 220_000_000));
    Map<String, Object> processes = new LinkedHashMap<>();
    for (int i = 0; i < 12; i++) {
      processes.put("process-" + i, Map.of("data", 20_000L * (12 - i) + used / 200, "stack", 136));
    }
    return List.of(
        sample("load", at, load(load)),
        sample("memory", at, Map.of("used", used, "cached", 7_000_000, "free", 9_000_000 - used)),
        sample("filesystem", at, disks),
        sample("process_tracking", at, processes));
  }

  static Map<String, Object> load(double load) {
    double rounded = Math.round(load * 100) / 100.0;
    return Map.of("load1", rounded, "load5", Math.round(load * 90) / 100.0);
  }

  static Map<String, Object> sample(String probe, Instant at, Map<String, Object> data) {
    return Map.of("probe", probe, "time", at.toString(), "data", data);
  }

  void post(String host, List<Object> samples, List<Object> runs) {
    server.post(
        Json.write(
            Map.of(
                "host", host, "samples", samples, "descriptions", descriptions(), "runs", runs)));
  }

  private List<Object> runs() {
    return List.of(
        Map.of(
            "probe",
            "load",
            "script",
            "load.lua",
            "outcome",
            "ok",
            "time",
            now.toString(),
            "micros",
            312),
        Map.of(
            "probe",
            "raid",
            "script",
            "raid.lua",
            "outcome",
            "failed",
            "error",
            "raid.lua:14: attempt to index a nil value (local 'line')\nstack traceback:\n\traid.lua:14",
            "time",
            now.toString(),
            "micros",
            95));
  }

  private static Map<String, Object> descriptions() {
    return Map.of(
        "load",
        Map.of(
            "title",
            "Load average",
            "every",
            "5m",
            "values",
            List.of(
                Map.of("name", "load1", "type", "real", "title", "1 minute"),
                Map.of("name", "load5", "type", "real", "title", "5 minutes")),
            "graph",
            List.of(Map.of("info", "How many tasks ran or waited."))),
        "memory",
        Map.of(
            "title",
            "Memory",
            "every",
            "5m",
            "values",
            List.of(kilobytes("used"), kilobytes("cached"), kilobytes("free")),
            "graph",
            List.of(Map.of("style", "stacked", "base", 1024))),
        "filesystem",
        Map.of(
            "title", "Disk space",
            "every", "5m",
            "key", List.of("mount"),
            "values", List.of(kilobytes("used"), kilobytes("free")),
            "graph", List.of(Map.of("style", "stacked", "base", 1024))),
        "process_tracking",
        Map.of(
            "title", "Process memory",
            "every", "5m",
            "key", List.of("process"),
            "values", List.of(kilobytes("data"), kilobytes("stack")),
            "derived", List.of(Map.of("name", "used", "expression", "data + stack", "unit", "kB")),
            "graph", List.of(Map.of("values", List.of("used", "stack"), "base", 1024))));
  }

  private static Map<String, Object> kilobytes(String name) {
    return Map.of("name", name, "type", "integer", "unit", "kB");
  }

  @Override
  public void close() {
    server.close();
  }
}
