// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** All that can be compared on this machine, started; Domestik on its default store first. */
final class Sides implements AutoCloseable {
  /** What a user may name to leave others out. */
  static final Set<String> NAMES =
      Set.of("duckdb", "postgresql", "victoria", "influx", "copy", "appender");

  private final List<Side> all = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /** Starts one. */
  private interface Start {
    Side start(Path folder) throws IOException;
  }

  /** Starts those named, each in a folder of its own. */
  static Sides start(Path root, Path folder, Set<String> wanted, String after) throws IOException {
    Sides sides = new Sides();
    try {
      boolean postgres = PostgresServer.isInstalled();
      sides.add(wanted, "duckdb", true, folder, it -> Domestik.start(root, it, null, after));
      sides.add(
          wanted, "victoria", Installed.has("victoria-metrics"), folder, VictoriaMetrics::start);
      sides.add(wanted, "influx", Installed.has("influxd"), folder, InfluxDb::start);
      sides.add(wanted, "appender", true, folder, BareAppender::start);
      sides.add(
          wanted,
          "postgresql",
          postgres,
          folder,
          it -> Domestik.start(root, it, PostgresServer.start(it), after));
      sides.add(wanted, "copy", postgres, folder, BareCopy::start);
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

  List<Side> all() {
    return all;
  }

  /** Those that are wanted but not installed, by name. */
  List<String> skipped() {
    return skipped;
  }

  /** The sides in another order each round, so that none always goes first. */
  List<Side> inTurn(int round) {
    List<Side> turn = new ArrayList<>(all);
    Collections.rotate(turn, round);
    return turn;
  }

  @Override
  public void close() throws IOException {
    for (Side side : all) {
      side.close();
    }
  }
}
