// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.hosts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.domestik.storage.HostStatus;
import org.domestik.storage.HostStatus.State;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/** Which hosts there are and whether they still speak. */
public final class Hosts {
  private static final Duration LATE = Duration.ofMinutes(5);
  private static final Duration SILENT = Duration.ofHours(1);

  /** What was on its way when a machine said that it goes to sleep wakes nobody. */
  private static final Duration FALLING_ASLEEP = Duration.ofMinutes(2);

  private final Database database;
  private final Catalog catalog;
  private final ClockSkew skew;
  private final InstantSource clock;

  public Hosts(Database database, Catalog catalog, ClockSkew skew, InstantSource clock) {
    this.database = database;
    this.catalog = catalog;
    this.skew = skew;
    this.clock = clock;
  }

  private static final class Found {
    @Nullable Instant retired;
    @Nullable Instant last;
    @Nullable Instant sleep;
    final TreeSet<String> probes = new TreeSet<>();
    long conflicts;

    @Nullable Instant asleep() {
      boolean isAwake = sleep == null || last != null && last.isAfter(sleep.plus(FALLING_ASLEEP));
      return isAwake ? null : sleep;
    }
  }

  /** By host, the time its data's age counts from; hosts that never delivered are left out. */
  public Map<String, Instant> lasts(Instant now) {
    Map<String, Instant> lasts = new TreeMap<>();
    find()
        .forEach(
            (name, host) -> {
              if (host.last != null) {
                boolean ages = host.retired != null || host.last.isAfter(now);
                lasts.put(name, ages ? now : host.last);
              }
            });
    return lasts;
  }

  public static boolean isSilent(Instant last, Instant now) {
    return last.isBefore(now.minus(SILENT));
  }

  private Map<String, Found> find() {
    return database.read(
        transaction -> {
          TreeMap<String, Found> found = new TreeMap<>();
          transaction.each(
              "SELECT name, retired FROM domestik.host",
              row ->
                  found.computeIfAbsent(row.getString(1), it -> new Found()).retired =
                      Times.instant(row, 2));
          transaction.each(
              """
              SELECT h.name, p.name, l.last_sample
              FROM (
                SELECT host, probe, max(last_sample) AS last_sample
                FROM domestik.ledger WHERE %s GROUP BY host, probe
              ) l
                JOIN domestik.host h ON h.id = l.host
                LEFT JOIN domestik.probe p ON p.id = l.probe
              """
                  .formatted(Schema.SAYS_LAST),
              row -> {
                Found host = found.computeIfAbsent(row.getString(1), it -> new Found());
                String probe = row.getString(2);
                if (probe != null) {
                  host.probes.add(probe);
                }
                Instant last = Times.instant(row, 3);
                if (last != null && (host.last == null || last.isAfter(host.last))) {
                  host.last = last;
                }
              });
          transaction.each(
              """
              SELECT h.name, count(*)
              FROM domestik.conflict c JOIN domestik.host h ON h.id = c.host
              WHERE %s
              GROUP BY h.name
              """
                  .formatted(Schema.IS_SENDERS),
              row ->
                  found.computeIfAbsent(row.getString(1), it -> new Found()).conflicts =
                      row.getLong(2));
          transaction.each(
              """
              SELECT h.name, r.time
              FROM domestik.run r JOIN domestik.host h ON h.id = r.host
              WHERE %s
              """
                  .formatted(Schema.IS_SLEEP),
              row ->
                  found.computeIfAbsent(row.getString(1), it -> new Found()).sleep =
                      Times.instant(row, 2));
          return found;
        });
  }

  public List<HostStatus> all() {
    Map<String, Found> found = find();
    Instant now = clock.instant();
    List<HostStatus> all = new ArrayList<>();
    found.forEach(
        (name, host) -> {
          Instant last = host.last != null && host.last.isAfter(now) ? now : host.last;
          all.add(
              new HostStatus(
                  name,
                  state(host.retired, last, now),
                  last,
                  new ArrayList<>(host.probes),
                  host.conflicts,
                  skew.isSkewed(name),
                  host.asleep()));
        });
    return all;
  }

  private static State state(@Nullable Instant retired, @Nullable Instant last, Instant now) {
    if (retired != null) {
      return State.RETIRED;
    }
    if (last == null || isSilent(last, now)) {
      return State.SILENT;
    }
    return last.isBefore(now.minus(LATE)) ? State.LATE : State.ALIVE;
  }

  /** Retires a host at a time; null: takes that back. */
  public void retire(String name, @Nullable Instant at) {
    catalog.retire(HostRemoval.known(catalog, name), at);
  }
}
