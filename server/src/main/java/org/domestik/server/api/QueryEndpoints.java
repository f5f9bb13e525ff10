// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Routes;
import org.domestik.server.http.Workers;
import org.domestik.server.operation.DiskOutlook;
import org.domestik.server.text.Texts;
import org.domestik.storage.Disagreement;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Storage;
import org.domestik.storage.Usage;
import org.jspecify.annotations.Nullable;

/** Answers what is known: hosts, probes, keys, descriptions. */
final class QueryEndpoints {
  private final Storage storage;
  private final SeriesEndpoint series;
  private final InstantSource clock;
  private final Spools spools;
  private final Twins twins;
  private final Agents agents;

  QueryEndpoints(
      Storage storage,
      InstantSource clock,
      Spools spools,
      Twins twins,
      Agents agents,
      Workers reads) {
    this.agents = agents;
    this.storage = storage;
    this.spools = spools;
    this.twins = twins;
    this.series = new SeriesEndpoint(storage, clock, reads);
    this.clock = clock;
  }

  /**
   * Adds them all.
   *
   * @param reads run what a page asks for
   * @param questions run what looks at all there is
   */
  void addTo(Routes routes, Workers reads, Workers questions) {
    routes
        .get("/api/v1/hosts", reads.of(this::hosts))
        .get("/api/v1/stored", reads.of(this::stored))
        .get("/api/v1/archived", reads.of(this::archived))
        .get("/api/v1/keys", reads.of(this::keys))
        .get("/api/v1/series", series)
        .get("/api/v1/extremes", reads.of(new ExtremesEndpoint(storage, series)))
        .get("/api/v1/usage", questions.of(this::usage))
        .get("/api/v1/probes", reads.of(this::probes))
        .get("/api/v1/descriptions", reads.of(this::descriptions));
  }

  private void hosts(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    List<HostStatus> all = storage.hosts();
    Map<String, List<String>> alike =
        all.stream()
            .map(HostStatus::host)
            .collect(Collectors.groupingBy(it -> it.toLowerCase(Locale.ROOT)));
    List<Map<String, @Nullable Object>> hosts =
        all.stream()
            .map(it -> host(it, alike.getOrDefault(it.host().toLowerCase(Locale.ROOT), List.of())))
            .toList();
    exchange.json(200, JsonBody.of(hosts));
  }

  /** {@code alike}: those of a name that differs in case only, and itself. */
  private Map<String, @Nullable Object> host(HostStatus status, List<String> alike) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("host", status.host());
    fields.put("state", agents.state(status).word());
    fields.put("lastSample", status.lastSample());
    fields.put("probes", status.probes());
    if (status.skewed() || agents.isSkewed(status.host())) {
      fields.put("skewed", true);
    }
    if (status.asleep() != null) {
      fields.put("asleep", status.asleep());
    }
    if (alike.size() > 1) {
      fields.put("alike", alike.stream().filter(it -> !it.equals(status.host())).toList());
    }
    if (status.conflicts() > 0) {
      fields.put("conflicts", status.conflicts());
    }
    Map<String, @Nullable Object> spool = spools.of(status.host());
    if (spool != null) {
      fields.put("spool", spool);
    }
    Map<String, Object> agent = agents.of(status.host());
    if (agent != null) {
      fields.put("agent", agent);
    }
    Map<String, Object> twin = twins.of(status.host());
    if (twin != null) {
      fields.put("twin", twin);
    }
    return fields;
  }

  private void stored(Exchange exchange) throws IOException {
    exchange.onlyParameters("host", "probe");
    String host = exchange.required("host");
    String probe = exchange.required("probe");
    known(storage, host, probe);
    keys(exchange, storage.storedData(host, probe));
  }

  private void archived(Exchange exchange) throws IOException {
    exchange.onlyParameters("host", "probe");
    String host = exchange.required("host");
    String probe = exchange.required("probe");
    known(storage, host, probe);
    keys(exchange, storage.archivedData(host, probe));
  }

  // A key of one level is its text, as in the list of processes; of several, a list of texts.
  private static void keys(Exchange exchange, List<List<String>> keys) throws IOException {
    List<Object> shown =
        keys.stream().<Object>map(key -> key.size() == 1 ? key.getFirst() : key).toList();
    exchange.json(200, JsonBody.of(shown));
  }

  private void keys(Exchange exchange) throws IOException {
    exchange.onlyParameters("probe");
    exchange.json(200, JsonBody.of(storage.keys(exchange.required("probe"))));
  }

  private void probes(Exchange exchange) throws IOException {
    exchange.onlyParameters("host");
    String host = exchange.parameter("host");
    exchange.json(200, JsonBody.of(host == null ? allRuns() : runs(host)));
  }

  private List<Map<String, @Nullable Object>> runs(String host) {
    List<Run> runs = storage.runs(host);
    if (runs.isEmpty()) {
      known(storage, host, null);
    }
    Map<String, Disagreement> disagreements = new HashMap<>();
    for (Disagreement each : storage.disagreements()) {
      if (each.host().equals(host)) {
        disagreements.put(each.probe(), each);
      }
    }
    return runs.stream().map(run -> run(Map.of(), run, disagreements.get(run.probe()))).toList();
  }

  private List<Map<String, @Nullable Object>> allRuns() {
    Map<String, Disagreement> disagreements = new HashMap<>();
    storage.disagreements().forEach(it -> disagreements.put(it.host() + " " + it.probe(), it));
    List<Map<String, @Nullable Object>> shown = new ArrayList<>();
    storage
        .runs()
        .forEach(
            (host, runs) ->
                runs.forEach(
                    run ->
                        shown.add(
                            run(
                                Map.of("host", host),
                                run,
                                disagreements.get(host + " " + run.probe())))));
    return shown;
  }

  private static Map<String, @Nullable Object> run(
      Map<String, String> before, Run run, @Nullable Disagreement disagreement) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(before);
    fields.put("probe", run.probe());
    fields.put("script", run.script());
    fields.put("outcome", run.outcome().word());
    fields.put("error", run.error());
    fields.put("lastRun", run.time());
    fields.put("micros", run.micros());
    if (run.output() != null) {
      fields.put("output", run.output());
    }
    if (disagreement != null) {
      fields.put("conflict", disagreement.toString());
    }
    return fields;
  }

  private void usage(Exchange exchange) throws IOException {
    exchange.onlyParameters("now");
    Instant said = exchange.instant("now");
    Instant now = said == null ? clock.instant() : said;
    Usage usage = storage.usage(now);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("bytes", usage.bytes());
    fields.put("free", usage.free());
    fields.put("outlook", DiskOutlook.line(usage, now));
    fields.put("shares", usage.shares().stream().map(QueryEndpoints::share).toList());
    exchange.json(200, JsonBody.of(fields));
  }

  private static Map<String, @Nullable Object> share(Usage.Share share) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("host", share.host());
    fields.put("probe", share.probe());
    fields.put("liveRows", share.liveRows());
    fields.put("buckets", share.buckets());
    fields.put("liveBytes", share.liveBytes());
    fields.put("archiveBytes", share.archiveBytes());
    fields.put("settledBytes", share.settledBytes());
    fields.put("settled", share.settled());
    return fields;
  }

  private void descriptions(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    Map<String, Object> trees = new LinkedHashMap<>();
    Map<String, List<Map<String, Object>>> conflicts = new HashMap<>();
    for (Disagreement each : storage.disagreements()) {
      conflicts.computeIfAbsent(each.probe(), it -> new ArrayList<>()).add(conflict(each));
    }
    storage
        .descriptions()
        .forEach(
            (probe, description) -> {
              Map<String, Object> tree = tree(description);
              List<Map<String, Object>> its = conflicts.get(probe);
              if (its != null) {
                tree.put("conflicts", its);
              }
              trees.put(probe, tree);
            });
    exchange.json(200, JsonBody.of(trees));
  }

  private static Map<String, Object> conflict(Disagreement disagreement) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("host", disagreement.host());
    fields.put("with", disagreement.by());
    fields.put("differences", disagreement.differences());
    return fields;
  }

  // With every field, where the wire leaves out what is empty: a page need not know the defaults.
  private static Map<String, Object> tree(ProbeDescription description) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", description.probe());
    tree.put("title", description.probe());
    tree.put("key", List.of());
    tree.put("derived", List.of());
    tree.putAll(description.toTree());
    if (tree.get("values") instanceof List<?> values) {
      values.forEach(QueryEndpoints::leaveOutItsName);
    }
    return tree;
  }

  /** A title that is the name says nothing; others keep the name that a sender has for it. */
  private static void leaveOutItsName(@Nullable Object value) {
    if (value instanceof Map<?, ?> fields
        && Objects.equals(fields.get("title"), fields.get("name"))) {
      fields.remove("title");
    }
  }

  /** Refuses an unknown host, or a probe the host never delivered, with 404. */
  static HostStatus known(Storage storage, String host, @Nullable String probe) {
    for (HostStatus status : storage.hosts()) {
      if (status.host().equals(host)) {
        if (probe != null && !status.probes().contains(probe)) {
          throw new Refused(404, "host \"" + host + "\" has no probe " + Texts.quoted(probe));
        }
        return status;
      }
    }
    throw new Refused(404, "there is no host " + Texts.quoted(host));
  }
}
