// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.outbox;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * Whose samples the server would not have, and why: a script may feed many probes, and a probe may
 * be fed by many scripts. A reason holds until the server takes a sample of that script and probe.
 * Safe for use by several threads.
 */
final class Refusals {
  /** Samples that have no answer yet; of older ones only the probe is known. */
  private static final int MOST_UNDERWAY = 2_000;

  private final Map<Sent, Set<String>> underway = new LinkedHashMap<>();

  /** By probe: the scripts that feed it. */
  private final Map<Fed, Set<String>> feeding = new HashMap<>();

  /** By script, then by probe: the reason. */
  private final Map<String, Map<Fed, String>> reasons = new HashMap<>();

  private record Fed(String host, String probe) {}

  private record Sent(Fed fed, Instant time) {}

  /** Notes whose sample this is. */
  synchronized void sent(String host, String script, Sample sample) {
    Fed fed = new Fed(host, sample.probe());
    feeding.computeIfAbsent(fed, absent -> new TreeSet<>()).add(script);
    if (underway.size() == MOST_UNDERWAY) {
      underway.remove(underway.keySet().iterator().next());
    }
    underway.computeIfAbsent(new Sent(fed, sample.time()), absent -> new TreeSet<>()).add(script);
  }

  /** Notes a refusal, and returns whose it is; none where nobody knows. */
  synchronized Set<String> refused(Batch batch, String reason) {
    Set<String> scripts = new TreeSet<>();
    for (Sample sample : batch.samples()) {
      Fed fed = new Fed(batch.host(), sample.probe());
      Set<String> known = underway.remove(new Sent(fed, sample.time()));
      refuse(known == null ? feeding.getOrDefault(fed, Set.of()) : known, fed, reason, scripts);
    }
    for (Bucket bucket : batch.buckets()) {
      Fed fed = new Fed(batch.host(), bucket.probe());
      refuse(feeding.getOrDefault(fed, Set.of()), fed, reason, scripts);
    }
    return scripts;
  }

  private void refuse(Set<String> known, Fed fed, String reason, Set<String> scripts) {
    for (String script : known) {
      reasons.computeIfAbsent(script, absent -> new LinkedHashMap<>()).put(fed, reason);
    }
    scripts.addAll(known);
  }

  /** Notes that the server has this. */
  synchronized void accepted(Batch batch) {
    for (Sample sample : batch.samples()) {
      Fed fed = new Fed(batch.host(), sample.probe());
      Set<String> known = underway.remove(new Sent(fed, sample.time()));
      Set<String> all = feeding.getOrDefault(fed, Set.of());
      for (String script : known == null && all.size() == 1 ? all : or(known)) {
        Map<Fed, String> its = reasons.get(script);
        if (its != null && its.remove(fed) != null && its.isEmpty()) {
          reasons.remove(script);
        }
      }
    }
  }

  private static Set<String> or(@Nullable Set<String> known) {
    return known == null ? Set.of() : known;
  }

  /** Why the server would not have what a script gave; null if it has. */
  synchronized @Nullable String of(String script) {
    Map<Fed, String> its = reasons.get(script);
    if (its == null) {
      return null;
    }
    String first = its.values().iterator().next();
    return its.size() == 1
        ? first
        : first + "\nand what it gave of " + (its.size() - 1) + " other probes";
  }

  synchronized void forget(String script) {
    reasons.remove(script);
    feeding.values().forEach(scripts -> scripts.remove(script));
    feeding.values().removeIf(Set::isEmpty);
  }
}
