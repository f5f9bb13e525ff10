// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the server counts about itself. Safe for use by many threads. */
public final class ServerMetrics {
  public final Counter samples =
      new Counter(
          "domestik_samples_accepted_total",
          "Samples stored durably; of lines, repeats count too.");
  public final Counter batches =
      new Counter(
          "domestik_batches_total",
          "Batches by what became of them: accepted, duplicate, conflict (accepted under a number"
              + " that was another's before), early (to be sent again later), refused (the"
              + " sender's fault) or failed (the store's).",
          "result");
  public final Histogram commit =
      new Histogram("domestik_commit_seconds", "Time from a decoded batch to its durable storage.");
  public final Counter requests =
      new Counter(
          "domestik_http_requests_total",
          "Requests answered, by route and status.",
          "route",
          "code");
  public final Counter jobs =
      new Counter(
          "domestik_job_runs_total",
          "Runs of life-cycle jobs, by job and outcome.",
          "job",
          "outcome");
  public final Histogram archive =
      new Histogram("domestik_archive_seconds", "Duration of the archive job's runs.");
  public final Histogram purge =
      new Histogram("domestik_purge_seconds", "Duration of the purge job's runs.");
  private final List<Metric> metrics = new CopyOnWriteArrayList<>();

  public ServerMetrics() {
    metrics.addAll(List.of(samples, batches, commit, requests, jobs, archive, purge));
    Runtime runtime = Runtime.getRuntime();
    add(
        new Gauge(
            "jvm_heap_used_bytes",
            "Heap in use.",
            () -> runtime.totalMemory() - runtime.freeMemory()));
    add(new Gauge("jvm_heap_max_bytes", "The heap's bound.", runtime::maxMemory));
    add(
        new Gauge(
            "process_resident_memory_bytes",
            "Memory the process holds in RAM.",
            ResidentMemory::bytes));
  }

  /** Shows one metric more. */
  public void add(Metric metric) {
    metrics.add(metric);
  }

  /** All metrics, and some more, in Prometheus' text format. */
  public String text(List<Metric> more) {
    MetricsText out = new MetricsText();
    metrics.forEach(metric -> metric.write(out));
    more.forEach(metric -> metric.write(out));
    return out.toString();
  }
}
