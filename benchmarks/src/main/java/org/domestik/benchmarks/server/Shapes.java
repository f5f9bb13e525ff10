// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.server.Ingest.Score;
import org.domestik.benchmarks.server.Ingest.Shape;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Hourly;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.Profile;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/** Rows in, by the order in which they come: new ones, late ones, repeats, history. */
public final class Shapes {
  /** In archived hours, what is sent stands so long behind what is there, and so long again. */
  private static final int BESIDE_SECONDS = 7;

  private static final int MORE_VALUES = 10;

  /** Who takes rows in any order. */
  private static final Set<String> SIDES = Set.of("duckdb", "postgresql", "victoria", "influx");

  private static final Shape MANY = new Shape(8, 1000, Format.LINES);
  private static final Shape ONE = new Shape(1, 1000, Format.LINES);
  private static final Shape LARGE = new Shape(4, 5000, Format.LINES);
  private static final Shape AGENTS = new Shape(8, 1000, Format.JSON);

  /** How requests come. */
  private enum Order {
    IN_ORDER("in order"),
    OVERTAKING("neighbours overtake each other"),
    SWAPPED("neighbouring minutes swapped"),
    REPEATED("exact repeat"),
    GAP("a gap filled"),
    HISTORY("older than all that is there"),
    ARCHIVED("into archived hours");

    private final String words;

    Order(String words) {
      this.words = words;
    }
  }

  /** What is measured. */
  private record Way(Order order, Shape shape) {
    String name() {
      return order.words + ", " + shape.name();
    }
  }

  private static final List<Way> NARROW =
      List.of(
          new Way(Order.IN_ORDER, MANY),
          new Way(Order.IN_ORDER, ONE),
          new Way(Order.OVERTAKING, MANY),
          new Way(Order.OVERTAKING, LARGE),
          new Way(Order.SWAPPED, ONE),
          new Way(Order.SWAPPED, AGENTS),
          new Way(Order.REPEATED, MANY),
          new Way(Order.REPEATED, AGENTS),
          new Way(Order.GAP, MANY),
          new Way(Order.HISTORY, MANY));

  private static final List<Way> WIDE =
      List.of(
          new Way(Order.IN_ORDER, MANY),
          new Way(Order.OVERTAKING, MANY),
          new Way(Order.REPEATED, MANY),
          new Way(Order.HISTORY, MANY));

  private static final List<Way> ARCHIVED =
      List.of(new Way(Order.IN_ORDER, MANY), new Way(Order.ARCHIVED, MANY));

  private final Options options;
  private final Results results;
  private final int hosts;
  private final int keys;
  private final int steps;
  private final int each;

  /** Where a run of ways is in the fleet's time. */
  private static final class Place {
    int next;
    int gap;
    int oldest;
    long rows;
  }

  /** With so many minutes of the fleet as the work of each. */
  public Shapes(Options options, Results results, int hosts, int keys, int steps) {
    this.options = options;
    this.results = results;
    this.hosts = hosts;
    this.keys = keys;
    this.steps = steps;
    each = Math.max(1, steps / options.rounds());
  }

  public void run() throws IOException {
    run("narrow", NARROW, 0, Domestik.ALL_LIVE);
    run("wide", WIDE, MORE_VALUES, Domestik.ALL_LIVE);
    run("archived", ARCHIVED, 0, "after = \"1 hour\", keep = \"1 year\"");
  }

  private void run(String word, List<Way> ways, int more, String policy) throws IOException {
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    Instant start = end.minusSeconds(60L * steps * (ways.size() + 2));
    Fleet fleet = new Fleet(hosts, keys, start, 60, more);
    Path folder = options.folder("shapes-" + word);
    try (Sides sides = Sides.start(options.root(), folder, options.sides(SIDES), policy)) {
      results.text(
          "## Rows in by their order: %d series × %d values, %d minutes for each shape"
              .formatted(fleet.series(), more + 2, steps));
      sides.introduce(results);
      Place place = new Place();
      warmUp(sides, fleet, place);
      results.head(Ingest.HEAD);
      List<Profile> profiles = new ArrayList<>();
      for (Way way : ways) {
        profiles.addAll(
            Profile.during(options, sides, way.name(), () -> measure(sides, fleet, way, place)));
      }
      results.end();
      for (Profile profile : profiles) {
        profile.report(results);
      }
      check(sides, place);
    }
    Disk.remove(folder);
  }

  /** What is there before, with a hole in it. */
  private void warmUp(Sides sides, Fleet fleet, Place place) throws IOException {
    Bodies bodies = new Bodies(fleet, MANY.senders(), MANY.rows());
    int hole = each * options.rounds();
    for (int from : new int[] {0, each + hole}) {
      List<List<Body>> requests = bodies.of(Format.LINES, from, from + each);
      for (Side side : sides.all()) {
        side.ingest(requests, Format.LINES);
      }
      place.rows += (long) each * fleet.series();
    }
    place.gap = each;
    place.next = 2 * each + hole;
  }

  private void measure(Sides sides, Fleet fleet, Way way, Place place) throws IOException {
    Map<Side, Score> scores = new LinkedHashMap<>();
    sides.all().forEach(side -> scores.put(side, new Score()));
    if (way.order() == Order.ARCHIVED) {
      archive(sides);
    }
    for (int round = 0; round < options.rounds(); round++) {
      boolean archived = way.order() == Order.ARCHIVED;
      Fleet its = archived ? fleet.later(BESIDE_SECONDS * (round + 1)) : fleet;
      int from = archived ? 2 * each + each * options.rounds() : from(way.order(), place);
      for (Side side : sides.inTurn(round)) {
        Format format = side.takes(way.shape().format()) ? way.shape().format() : Format.LINES;
        List<List<Body>> requests = requests(its, way, format, from);
        if (way.order() == Order.REPEATED) {
          side.ingest(requests, format);
        }
        settle(side);
        Objects.requireNonNull(scores.get(side))
            .measure(side, () -> send(side, way, format, requests));
      }
      place.rows += (long) each * fleet.series();
    }
    Ingest.report(results, way.name(), scores);
  }

  /** The first step of the next round. */
  private int from(Order order, Place place) {
    return switch (order) {
      case GAP -> (place.gap += each) - each;
      case HISTORY -> place.oldest -= each;
      default -> (place.next += each) - each;
    };
  }

  private List<List<Body>> requests(Fleet fleet, Way way, Format format, int from) {
    Shape shape = way.shape();
    int senders = way.order() == Order.OVERTAKING ? 1 : shape.senders();
    List<List<Body>> requests =
        new Bodies(fleet, senders, shape.rows()).of(format, from, from + each);
    if (way.order() == Order.SWAPPED) {
      // As many requests as have the same minutes of all hosts of a sender.
      int same = format == Format.JSON ? fleet.hosts() / senders : 1;
      requests.forEach(bodies -> swap(bodies, same));
    }
    return requests;
  }

  private static void swap(List<Body> bodies, int same) {
    for (int i = 0; i + 2 * same <= bodies.size(); i += 2 * same) {
      for (int j = i; j < i + same; j++) {
        Collections.swap(bodies, j, j + same);
      }
    }
  }

  private static Load send(Side side, Way way, Format format, List<List<Body>> requests)
      throws IOException {
    Load load =
        way.order() == Order.OVERTAKING
            ? Load.shared(requests.getFirst(), way.shape().senders(), () -> side.connect(format))
            : side.ingest(requests, format);
    settle(side);
    return load;
  }

  /** Asks for what is in no memory: whatever a side puts off until it is read is done then. */
  private static void settle(Side side) throws IOException {
    Instant old = Instant.EPOCH.plusSeconds(1_000_000_000);
    side.read("host-0", "process-0", old, old.plusSeconds(60));
  }

  private void archive(Sides sides) throws IOException {
    for (Side side : sides.all()) {
      if (side instanceof Hourly hourly) {
        hourly.archive();
      }
    }
  }

  /** A repeat is counted once by Domestik; others keep it as often as it came, or no count. */
  private void check(Sides sides, Place place) throws IOException {
    archive(sides); // What came late is merged into what was archived.
    for (Side side : sides.all()) {
      if (side instanceof Domestik) {
        long rows = side.rows();
        if (rows != place.rows) {
          throw new IllegalStateException(
              side.name() + " has " + rows + " rows of the " + place.rows + " it acknowledged");
        }
        results.text(side.name() + " has each of the " + rows + " rows once.");
      }
    }
  }
}
