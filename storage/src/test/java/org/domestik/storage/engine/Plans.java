// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where Citus does what each kind of statement asks for, by its EXPLAIN; a kind is the method that
 * sends it and its first word.
 */
final class Plans {
  /** From the best to the worst. */
  enum Place {
    /** No row of hosts is touched: the catalog, temporary tables, what is everywhere. */
    COORDINATOR("coordinator"),
    /** One part of the tables, on one worker. */
    ROUTED("routed"),
    /** Parts by themselves; what they answer is put together. */
    PUSHED("pushed down"),
    /** Likewise, of rows that the coordinator has and sends along. */
    SENT("rows sent along"),
    /** Parts by themselves, whose rows workers pass on to each other. */
    PASSED("passed between workers"),
    /** What workers answer becomes a table on the coordinator. */
    GATHERED("answer kept on the coordinator"),
    /** What workers answer goes through the coordinator back to workers. */
    PULLED("pulled to the coordinator");

    final String words;

    Place(String words) {
      this.words = words;
    }
  }

  private static final Pattern OF_HOSTS =
      Pattern.compile(
          "domestik\\.\"?(live_|buckets_|series_|probe_|(ledger|book|delivery|conflict|run|said)\\b)");

  /** Kinds whose rows come to the coordinator, and why they are few. */
  static final Map<String, String> FEW =
      Map.of(
          "LateRows.meet CREATE",
          "what is there at the places of a request's late rows",
          "LateRows.write DELETE",
          "numbers of a request's rows that a bucket counts already",
          "ArchiveLedger.fold CREATE",
          "a number for each hour of a host that is purged",
          "Folding.foldLedger CREATE",
          "a number for each host, probe and hour with several entries",
          "Folding.replace CREATE",
          "a row for each boot of a host, and each script, with several rows");

  private final Map<String, Map<Place, Integer>> kinds = new ConcurrentSkipListMap<>();
  private final Map<String, String> many = new ConcurrentSkipListMap<>();
  private final Set<String> unexplained = new ConcurrentSkipListSet<>();

  /** Notes a statement's plan. */
  void note(String statement, String sql, List<String> plan) {
    Place place = place(sql, plan);
    kinds.compute(
        statement,
        (_, before) -> {
          Map<Place, Integer> counts = before == null ? new EnumMap<>(Place.class) : before;
          counts.merge(place, 1, Integer::sum);
          return counts;
        });
    if (place.compareTo(Place.GATHERED) >= 0 && !FEW.containsKey(statement)) {
      many.putIfAbsent(
          statement,
          "%s: %s: %s%n%s".formatted(statement, place.words, sql, String.join("\n", plan)));
    }
  }

  /** The kinds, of those noted since this was asked last, whose rows may be many. */
  List<String> many() {
    List<String> all = List.copyOf(many.values());
    many.clear();
    return all;
  }

  static Place place(String sql, List<String> plan) {
    if (plan.stream().noneMatch(line -> line.contains("Citus"))) {
      return Place.COORDINATOR;
    }
    // What an INSERT reads may be the coordinator's own, beside what is everywhere.
    String read =
        sql.startsWith("INSERT") ? sql.substring(Math.max(0, sql.indexOf("SELECT"))) : sql;
    if (isPulled(plan) && OF_HOSTS.matcher(read).find()) {
      return Place.PULLED;
    }
    if (plan.stream().anyMatch(line -> line.contains("repartition"))) {
      return Place.PASSED;
    }
    if (sql.startsWith("CREATE")) {
      return Place.GATHERED;
    }
    boolean isSent =
        plan.stream()
            .anyMatch(it -> it.contains("Distributed Subplan") || it.contains("pull to coord"));
    return isSent ? Place.SENT : tasks(plan) > 1 ? Place.PUSHED : Place.ROUTED;
  }

  /** Whether tables on workers are read within a part whose answer workers get. */
  private static boolean isPulled(List<String> plan) {
    for (int i = 0; i < plan.size(); i++) {
      String line = plan.get(i);
      if (line.contains("Distributed Subplan") && reads(plan, i, indent(line) + 1)
          || line.contains("pull to coordinator") && reads(plan, i, indent(line))) {
        return true;
      }
    }
    return false;
  }

  /** Whether those further in, from a depth on, read what is not an answer itself. */
  private static boolean reads(List<String> plan, int from, int depth) {
    boolean isOnWorkers = false;
    for (int i = from + 1; i < plan.size() && indent(plan.get(i)) >= depth; i++) {
      String line = plan.get(i);
      isOnWorkers |= line.contains("Citus Adaptive");
      boolean isTable =
          line.contains(" Scan ")
              && !line.contains("intermediate")
              && !line.contains("*VALUES*")
              && !line.contains("Subquery Scan")
              && !line.contains("Custom Scan")
              && !line.contains("Bitmap Index Scan");
      if (isOnWorkers && (isTable || line.contains("Could not get"))) {
        return true;
      }
    }
    return false;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static int tasks(List<String> plan) {
    return plan.stream()
        .map(String::strip)
        .filter(line -> line.startsWith("Task Count: "))
        .mapToInt(line -> Integer.parseInt(line.substring("Task Count: ".length())))
        .max()
        .orElse(0);
  }

  /** Notes that a statement of a kind could not be explained just then. */
  void unexplained(String kind) {
    unexplained.add(kind);
  }

  /** The kinds of which none was. */
  List<String> unexplained() {
    return unexplained.stream().filter(kind -> !kinds.containsKey(kind)).toList();
  }

  /** A line for each kind, for people. */
  String table() {
    List<String> lines = new ArrayList<>();
    kinds.forEach(
        (kind, places) -> {
          String counts =
              places.entrySet().stream()
                  .map(place -> place.getKey().words + " " + place.getValue())
                  .collect(Collectors.joining(", "));
          String why = FEW.getOrDefault(kind, "");
          lines.add("%-44s %s%s".formatted(kind, counts, why.isEmpty() ? "" : " (" + why + ")"));
        });
    return String.join("\n", lines);
  }

  int size() {
    return kinds.size();
  }
}
