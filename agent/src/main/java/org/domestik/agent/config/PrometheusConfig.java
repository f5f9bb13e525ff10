// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.lua.Settings;
import org.domestik.model.Glob;
import org.domestik.model.Span;

/**
 * The agent's setting {@code prometheus}: what is read in Prometheus' text format.
 *
 * @param textfile folders where each {@code *.prom} is read
 * @param stale a file written longer ago counts as failed; by default 10 min
 * @param exporters by name: where to ask; on this machine only, unless {@code elsewhere}
 * @param every how often; by default 15 s
 * @param time what an exporter may take for its whole answer; by default 5 s
 * @param keep globs of the metrics wanted; empty: all
 * @param drop globs of metrics not wanted
 * @param series most series of one source; by default 10,000
 */
public record PrometheusConfig(
    List<Path> textfile,
    Duration stale,
    Map<String, URI> exporters,
    Span every,
    Duration time,
    List<String> keep,
    List<String> drop,
    long series) {
  /** What is read of one answer or file. */
  public static final int MOST_BYTES = 1 << 22;

  private static final Span EVERY = Span.parse("15s");
  private static final Span STALE = Span.parse("10m");
  private static final String EXAMPLE = "http://127.0.0.1:9100/metrics";
  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

  /** Reads the table {@code prometheus}; {@code where} stands before what is wrong with it. */
  public static PrometheusConfig read(String where, Map<String, ?> values) {
    Settings reader = new Settings(where, values);
    PrometheusConfig config =
        new PrometheusConfig(
            Paths.list(reader, "textfile"),
            reader.span("stale", STALE).estimate(),
            exporters(reader),
            reader.span("every", EVERY),
            Duration.ofMillis(reader.number("millis", 5_000, 1, 600_000)),
            reader.texts("keep"),
            reader.texts("drop"),
            reader.number("series", 10_000, 1, 100_000));
    reader.finish();
    return config;
  }

  private static Map<String, URI> exporters(Settings reader) {
    boolean elsewhere = Boolean.TRUE.equals(reader.any("elsewhere"));
    Map<String, URI> exporters = new TreeMap<>();
    reader
        .table("exporters")
        .forEach(
            (name, value) -> {
              String key = "exporters." + name;
              URI address = Addresses.of(reader, key, value.toString(), EXAMPLE);
              if (!elsewhere && !HERE.contains(address.getHost())) {
                throw reader.fault(
                    key, address + " is not on this machine; elsewhere = true allows that");
              }
              exporters.put(name, address);
            });
    return exporters;
  }

  /** Whether a metric is one of those kept and none of those dropped. */
  public boolean wants(String name) {
    boolean kept = keep.isEmpty() || Glob.anyMatches(keep, name);
    return kept && drop.stream().noneMatch(it -> Glob.matches(it, name));
  }
}
