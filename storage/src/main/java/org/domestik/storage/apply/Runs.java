// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.Run.Outcome;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/**
 * The last run of each script of each host.
 *
 * <p>Memory has the latest this server heard of. The database gets one whenever a script ends
 * otherwise than before, and every ten minutes, which is enough after a restart and for the other
 * servers: it would cost as many rows as the samples to write them all.
 */
public final class Runs {
  private static final Duration REFRESH = Duration.ofMinutes(10);

  /** Of all hosts together; beyond it memory begins anew. A fleet of thousands has twenty each. */
  private static final long MOST = Math.max(100_000, Runtime.getRuntime().maxMemory() / 4_096);

  private static final List<String> COLUMNS =
      List.of("host", "script", "probe", "outcome", "error", "time", "micros");

  private final Database database;

  // Sorted, so that those of one host are found without a look at all others'.
  private final ConcurrentNavigableMap<Script, Run> latest = new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<Script, Run> stored = new ConcurrentSkipListMap<>();

  private record Script(String host, String file) implements Comparable<Script> {
    @Override
    public int compareTo(Script that) {
      int order = host.compareTo(that.host);
      return order == 0 ? file.compareTo(that.file) : order;
    }
  }

  public Runs(Database database) {
    this.database = database;
  }

  /** Writes those of a group that the database should have, and deletes those of gone scripts. */
  void write(Transaction transaction, List<PreparedBatch> group) {
    add(transaction, group);
    Map<Integer, List<String>> present = new TreeMap<>();
    for (PreparedBatch batch : group) {
      List<String> scripts = batch.batch().scripts();
      if (scripts != null) {
        present.put(batch.host().id(), scripts);
      }
    }
    present.forEach((host, scripts) -> forget(transaction, host, scripts));
  }

  private static void forget(Transaction transaction, int host, List<String> present) {
    List<Object> parameters = new ArrayList<>(List.of(host));
    parameters.addAll(present);
    String others =
        present.isEmpty() ? "" : " AND script NOT IN (?" + ", ?".repeat(present.size() - 1) + ")";
    transaction.execute("DELETE FROM domestik.run WHERE host = ?" + others, parameters.toArray());
  }

  private void add(Transaction transaction, List<PreparedBatch> group) {
    boolean any =
        group.stream()
            .map(PreparedBatch::batch)
            .anyMatch(batch -> batch.runs().stream().anyMatch(run -> isDue(batch, run)));
    if (!any) {
      return; // Nothing to open a table for.
    }
    try (RowSink sink = transaction.sink("run", COLUMNS)) {
      for (PreparedBatch batch : group) {
        for (Run run : batch.batch().runs()) {
          if (isDue(batch.batch(), run)) {
            write(sink, batch.host().id(), run);
          }
        }
      }
    }
  }

  private boolean isDue(Batch batch, Run run) {
    Run before = stored.get(new Script(batch.host(), run.script()));
    return before == null
        || before.outcome() != run.outcome()
        || !run.time().isBefore(before.time().plus(REFRESH));
  }

  private static void write(RowSink sink, int host, Run run) {
    sink.beginRow();
    sink.integer(host);
    sink.text(run.script());
    sink.text(run.probe());
    sink.text(run.outcome().word());
    String error = run.error();
    if (error == null) {
      sink.missing();
    } else {
      sink.text(error);
    }
    sink.time(Times.micros(run.time()));
    sink.bigint(run.micros());
    sink.endRow();
  }

  private static Map<Script, Run> of(ConcurrentNavigableMap<Script, Run> all, String host) {
    return all.subMap(new Script(host, ""), new Script(host + '\0', ""));
  }

  /** Notes a batch that the journal has: what scripts printed comes no further than memory. */
  void hear(Batch batch) {
    for (Run run : batch.runs()) {
      if (latest.size() > MOST) {
        latest.clear(); // The database has one of each, not much older.
        stored.clear();
      }
      latest.merge(new Script(batch.host(), run.script()), run, Runs::later);
    }
  }

  /** Notes a batch that the database has. */
  void remember(Batch batch) {
    hear(batch);
    for (Run run : batch.runs()) {
      if (isDue(batch, run)) {
        stored.put(new Script(batch.host(), run.script()), run);
      }
    }
    List<String> present = batch.scripts();
    if (present != null) {
      Set<String> there = Set.copyOf(present);
      of(latest, batch.host()).keySet().removeIf(it -> !there.contains(it.file()));
      of(stored, batch.host()).keySet().removeIf(it -> !there.contains(it.file()));
    }
  }

  /** Forgets what was heard of a host that is gone, or has another name. */
  public void forget(String host) {
    of(latest, host).clear();
    of(stored, host).clear();
  }

  /** Forgets what was heard of all hosts but some. */
  public void keep(Predicate<String> hosts) {
    latest.keySet().removeIf(it -> !hosts.test(it.host()));
    stored.keySet().removeIf(it -> !hosts.test(it.host()));
  }

  /** Of one time, the one with what was printed: tables and journal have it without. */
  private static Run later(Run a, Run b) {
    boolean isPrinted = a.output() != null && b.output() == null;
    boolean isSame = a.time().equals(b.time()) && a.outcome() == b.outcome();
    return b.time().isBefore(a.time()) || (isSame && isPrinted) ? a : b;
  }

  /** The last run of each of a host's scripts, by script. */
  public List<Run> of(String host) {
    return select("WHERE h.name = ?", of(latest, host), host).getOrDefault(host, List.of());
  }

  /** The last run of each script, by host and script. */
  public Map<String, List<Run>> all() {
    return select("", latest);
  }

  private Map<String, List<Run>> select(
      String condition, Map<Script, Run> heard, Object... parameters) {
    Map<String, Map<String, Run>> runs = new TreeMap<>();
    database.look(
        transaction ->
            transaction.each(
                """
                SELECT r.script, r.probe, r.outcome, r.error, r.time, r.micros, h.name
                FROM domestik.run r JOIN domestik.host h ON h.id = r.host
                """
                    + condition,
                row ->
                    add(
                        runs,
                        row.getString(7),
                        new Run(
                            row.getString(2),
                            row.getString(1),
                            Outcome.of(row.getString(3)),
                            row.getString(4),
                            requireNonNull(Times.instant(row, 5)),
                            row.getLong(6))),
                parameters));
    heard.forEach((script, run) -> add(runs, script.host(), run));
    Map<String, List<Run>> lists = new TreeMap<>();
    runs.forEach((host, scripts) -> lists.put(host, List.copyOf(scripts.values())));
    return lists;
  }

  private static void add(Map<String, Map<String, Run>> runs, String host, Run run) {
    runs.computeIfAbsent(host, absent -> new TreeMap<>()).merge(run.script(), run, Runs::later);
  }
}
