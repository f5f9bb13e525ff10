// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.SpoolState;
import org.jspecify.annotations.Nullable;

/**
 * What each host's agent said last about its spool. Safe for use by many threads.
 *
 * <p>In memory only: every batch says it anew, and after a restart what is not known is not shown.
 */
public final class Spools {
  private static final int MAX_HOSTS = 100_000;

  private final InstantSource clock;
  private final Map<String, Report> reports = new ConcurrentHashMap<>();

  private record Report(SpoolState state, Instant time) {}

  public Spools(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes what an accepted batch says, if it says anything. */
  void heard(Batch batch) {
    SpoolState state = batch.spool();
    if (state != null && (reports.size() < MAX_HOSTS || reports.containsKey(batch.host()))) {
      reports.put(batch.host(), new Report(state, clock.instant()));
    }
  }

  /** The time of the oldest sample that a host has yet to deliver; null if there is none. */
  public @Nullable Instant oldest(String host) {
    Report report = reports.get(host);
    return report == null ? null : report.state.oldest();
  }

  /** The report of a host as the fields of a JSON object; null if there was none. */
  @Nullable Map<String, @Nullable Object> of(String host) {
    Report report = reports.get(host);
    if (report == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("samples", report.state.samples());
    fields.put("collapsed", report.state.collapsed());
    fields.put("dropped", report.state.dropped());
    fields.put("bytes", report.state.bytes());
    fields.put("limit", report.state.limit());
    fields.put("oldest", report.state.oldest());
    fields.put("reported", report.time);
    return fields;
  }
}
