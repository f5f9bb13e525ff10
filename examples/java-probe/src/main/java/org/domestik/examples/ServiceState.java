// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.examples;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of services, but only when it changes: a description cannot say that, as it
 * stores every sample. The archive counts the changes of each day.
 *
 * <p>Fed by any script that returns {@code {nginx = {state = 1}, …}, "service_state"}.
 */
public final class ServiceState extends Probe {
  private static final String LIVE = "probe_service_state";
  private static final String ARCHIVE = "probe_service_state_archive";
  private static final Duration DAY = Duration.ofDays(1);

  /** Called by the server, which finds the class in {@code META-INF/services}. */
  public ServiceState() {
    super("service_state");
  }

  @Override
  public void createTables(ProbeContext context) {
    context.execute(
        "CREATE TABLE IF NOT EXISTS domestik.probe_service_state (host TEXT NOT NULL,"
            + " service TEXT NOT NULL, state BIGINT NOT NULL, sample_time TIMESTAMPTZ NOT NULL)");
    context.execute(
        "CREATE TABLE IF NOT EXISTS domestik.probe_service_state_archive (host TEXT NOT NULL,"
            + " service TEXT NOT NULL, sample_time TIMESTAMPTZ NOT NULL, changes BIGINT NOT NULL)");
  }

  @Override
  public void newSample(ProbeContext context, String host, List<Row> data, Instant sampleTime) {
    for (Row row : data) {
      String service = row.key().getFirst();
      long state = state(row);
      if (!Objects.equals(state, before(context, host, service, sampleTime))) {
        context.insert(
            LIVE,
            Map.of("host", host, "service", service, "state", state, "sample_time", sampleTime));
      }
    }
  }

  /** A row's state; what is no integer is refused rather than made one. */
  private static long state(Row row) {
    double state = row.value("state");
    if (state != Math.rint(state) || Math.abs(state) > 0x1p53) { // Also where it is missing: NaN.
      throw new BadInput(
          "service \""
              + row.key().getFirst()
              + "\" has no value \"state\" that is an integer, but the values "
              + row.names());
    }
    return (long) state;
  }

  /** The state a service was in at a time; null if it was never seen before. */
  private static @Nullable Object before(
      ProbeContext context, String host, String service, Instant time) {
    List<Map<String, @Nullable Object>> rows =
        context.query(
            "SELECT state FROM domestik.probe_service_state WHERE host = ? AND service = ?"
                + " AND sample_time <= ? ORDER BY sample_time DESC LIMIT 1",
            host,
            service,
            time);
    return rows.isEmpty() ? null : rows.getFirst().get("state");
  }

  @Override
  public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
    Map<String, Map<Instant, Long>> changes = new TreeMap<>();
    long rows = 0;
    for (Map<String, @Nullable Object> row :
        context.query(
            "SELECT service, sample_time FROM domestik.probe_service_state WHERE host = ?"
                + " AND sample_time < ?",
            host,
            before)) {
      if (row.get("service") instanceof String service
          && row.get("sample_time") instanceof Instant time) {
        Instant day = Instant.EPOCH.plus(DAY.multipliedBy(time.getEpochSecond() / 86_400));
        changes.computeIfAbsent(service, it -> new TreeMap<>()).merge(day, 1L, Long::sum);
        rows++;
      }
    }
    long[] days = {0};
    changes.forEach(
        (service, byDay) ->
            byDay.forEach(
                (day, count) -> {
                  add(context, host, service, day, count);
                  days[0]++;
                }));
    context.execute(
        "DELETE FROM domestik.probe_service_state WHERE host = ? AND sample_time < ?",
        host,
        before);
    return new LifeCycle.Step(host, name(), before, rows, days[0]);
  }

  /** A late change for a day that is archived already adds to that day. */
  private static void add(
      ProbeContext context, String host, String service, Instant day, long count) {
    long merged =
        context.execute(
            "UPDATE domestik.probe_service_state_archive SET changes = changes + ?"
                + " WHERE host = ? AND service = ? AND sample_time = ?",
            count,
            host,
            service,
            day);
    if (merged == 0) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("host", host);
      row.put("service", service);
      row.put("sample_time", day);
      row.put("changes", count);
      context.insert(ARCHIVE, row);
    }
  }

  @Override
  public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
    long days =
        context.execute(
            "DELETE FROM domestik.probe_service_state_archive WHERE host = ? AND sample_time < ?",
            host,
            before);
    return new LifeCycle.Step(host, name(), before, 0, days);
  }

  @Override
  public List<List<String>> storedData(ProbeContext context, String host) {
    return services(context, LIVE, host);
  }

  @Override
  public List<List<String>> archivedData(ProbeContext context, String host) {
    return services(context, ARCHIVE, host);
  }

  private static List<List<String>> services(ProbeContext context, String table, String host) {
    List<List<String>> services = new ArrayList<>();
    for (Map<String, @Nullable Object> row :
        context.select(table, List.of("service"), Map.of("host", host), List.of("service"))) {
      if (row.get("service") instanceof String service && !services.contains(List.of(service))) {
        services.add(List.of(service));
      }
    }
    return services;
  }

  @Override
  public Series getStoredData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    return series(
        context,
        "SELECT sample_time, state AS value FROM domestik." + LIVE,
        "state",
        host,
        key,
        from,
        to);
  }

  @Override
  public Series getArchivedData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    return series(
        context,
        "SELECT sample_time, changes AS value FROM domestik." + ARCHIVE,
        "changes",
        host,
        key,
        from,
        to);
  }

  private static Series series(
      ProbeContext context,
      String select,
      String value,
      String host,
      List<String> key,
      Instant from,
      Instant to) {
    List<Long> times = new ArrayList<>();
    List<@Nullable Double> numbers = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (Map<String, @Nullable Object> row :
        context.query(
            select
                + " WHERE host = ? AND service = ? AND sample_time >= ? AND sample_time < ?"
                + " ORDER BY sample_time",
            host,
            key.getFirst(),
            from,
            to)) {
      if (row.get("sample_time") instanceof Instant time
          && row.get("value") instanceof Number number) {
        times.add(time.toEpochMilli());
        numbers.add(number.doubleValue());
        counts.add(1L);
      }
    }
    return new Series(
        times, Map.of(value, new Series.Band(numbers, numbers, numbers, counts, List.of())), null);
  }
}
