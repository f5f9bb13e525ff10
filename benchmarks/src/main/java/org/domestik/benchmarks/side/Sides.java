// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.Results;

/** All that can be compared on this machine, started; Domestik on its default store first. */
public final class Sides implements AutoCloseable {
  /** Those that take rows as fast as they come. */
  public static final Set<String> INGEST =
      Set.of("duckdb", "postgresql", "victoria", "influx", "copy", "appender", "seed-live");

  /** Those that can be asked for hours of months and years. */
  public static final Set<String> HOURLY = Set.of("duckdb", "postgresql", "victoria", "seed");

  /** Where Domestik can keep a fleet of agents. */
  public static final Set<String> AGENTS = Set.of("duckdb", "postgresql", "citus");

  /** What a user may name to leave others out. */
  static final Set<String> NAMES =
      Stream.of(INGEST, HOURLY, AGENTS)
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final List<Side> all = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /** Starts one. */
  private interface Start {
    Side start(Path folder) throws IOException;
  }

  /**
   * Starts those named, each in a folder of its own.
   *
   * @param policy Domestik's, as in its {@code server.conf}: {@code after}, {@code keep}
   */
  public static Sides start(Path root, Path folder, Set<String> wanted, String policy)
      throws IOException {
    Sides sides = new Sides();
    try {
      boolean postgres = PostgresServer.isInstalled();
      sides.add(wanted, "duckdb", true, folder, it -> Domestik.start(root, it, null, policy));
      sides.add(
          wanted, "victoria", Installed.has("victoria-metrics"), folder, VictoriaMetrics::start);
      sides.add(wanted, "influx", Installed.has("influxd"), folder, InfluxDb::start);
      sides.add(wanted, "appender", true, folder, BareAppender::start);
      sides.add(
          wanted,
          "postgresql",
          postgres,
          folder,
          it -> Domestik.start(root, it, PostgresServer.start(it), policy));
      sides.add(wanted, "copy", postgres, folder, SeedLive::bareCopy);
      sides.add(wanted, "seed-live", postgres, folder, SeedLive::start);
      sides.add(wanted, "seed", postgres, folder, SeedArchive::start);
      return sides;
    } catch (IOException | RuntimeException e) {
      sides.close();
      throw e;
    }
  }

  private void add(Set<String> wanted, String name, boolean installed, Path folder, Start start)
      throws IOException {
    if (wanted.contains(name) && installed) {
      all.add(start.start(folder.resolve(name)));
    } else if (wanted.contains(name)) {
      skipped.add(name);
    }
  }

  public List<Side> all() {
    return all;
  }

  /** The sides in another order each round, so that none always goes first. */
  public List<Side> inTurn(int round) {
    return rotated(all, round);
  }

  /** Any sides in another order each round. */
  public static <S extends Side> List<S> rotated(List<S> sides, int round) {
    List<S> turn = new ArrayList<>(sides);
    Collections.rotate(turn, round);
    return turn;
  }

  /** Names all with their versions, and those that are not installed. */
  public void introduce(Results results) throws IOException {
    results.head("side", "version");
    for (Side side : all) {
      results.row(side.name(), side.version());
    }
    for (String name : skipped) {
      results.row(name, "not installed, skipped");
    }
    results.end();
  }

  @Override
  public void close() throws IOException {
    for (Side side : all) {
      side.close();
    }
  }
}
