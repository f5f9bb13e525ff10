// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param words the runs wanted
 * @param root where the launcher is
 * @param work a new folder for everything that is stored
 * @param results where the page of results goes
 * @param rounds how often each measurement is repeated
 * @param scale the work by which the default is multiplied
 * @param agents the fleets' sizes, where a run has such
 * @param minutes of each fleet, likewise
 * @param profile whether Domestik's server is recorded meanwhile
 */
public record Options(
    List<String> words,
    Path root,
    Path work,
    Path results,
    Set<String> sides,
    int rounds,
    double scale,
    List<Integer> agents,
    double minutes,
    boolean profile,
    Instant now) {

  public static Options read(String[] args, Instant now) throws IOException {
    List<String> words = new ArrayList<>();
    Path root = Path.of("").toAbsolutePath();
    Path results = root.resolve("benchmarks/target/RESULTS.md");
    Set<String> sides = Sides.NAMES;
    int rounds = 3;
    double scale = 1;
    List<Integer> agents = List.of(100, 1_000, 10_000);
    double minutes = 5;
    boolean profile = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--sides" -> sides = new TreeSet<>(List.of(value(args, ++i).split(",")));
        case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
        case "--scale" -> scale = Double.parseDouble(value(args, ++i));
        case "--agents" ->
            agents = Stream.of(value(args, ++i).split(",", -1)).map(Integer::valueOf).toList();
        case "--minutes" -> minutes = Double.parseDouble(value(args, ++i));
        case "--profile" -> profile = true;
        case "--results" -> results = Path.of(value(args, ++i)).toAbsolutePath();
        default -> {
          if (args[i].startsWith("-")) {
            throw new IllegalArgumentException(
                "no option " + args[i] + ": benchmarks/README.md names them");
          }
          words.add(args[i]);
        }
      }
    }
    if (!Sides.NAMES.containsAll(sides)) {
      throw new IllegalArgumentException("--sides: of " + new TreeSet<>(Sides.NAMES));
    }
    Path work = Files.createTempDirectory("domestik-benchmarks-");
    // A database's own user must reach its folder.
    work.toFile().setExecutable(true, false);
    return new Options(
        words, root, work, results, sides, rounds, scale, agents, minutes, profile, now);
  }

  private static String value(String[] args, int index) {
    if (index >= args.length) {
      throw new IllegalArgumentException(args[index - 1] + " needs a value");
    }
    return args[index];
  }

  /** Those of the possible sides that are wanted. */
  public Set<String> sides(Set<String> possible) {
    Set<String> wanted = new TreeSet<>(possible);
    wanted.retainAll(sides);
    return wanted;
  }

  /** A folder for one run. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(work.resolve(name));
  }
}
