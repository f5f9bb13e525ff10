// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.domestik.model.Glob;
import org.domestik.storage.LifeCycle.Failure;
import org.domestik.storage.LifeCycle.Scope;

/** What jobs could not do when they last tried it. Safe for use by several threads. */
final class JobFailures {
  /** More than anybody reads; the log has them all. */
  private static final int MOST = 1000;

  private final Map<String, Failure> byPlace = new ConcurrentSkipListMap<>();

  /** Notes one, in place of what failed there before. */
  void note(Failure failure) {
    String place = String.join(" ", failure.job(), failure.probe(), failure.host());
    if (byPlace.size() < MOST || byPlace.containsKey(place)) {
      byPlace.put(place, failure);
    }
  }

  /** Forgets what failed before and did not now: also of hosts and probes that are gone. */
  void heal(Scope scope, String job, List<Failure> still) {
    Predicate<String> hosts = Glob.of(scope.host());
    Predicate<String> probes = Glob.of(scope.probe());
    byPlace
        .values()
        .removeIf(
            it ->
                it.job().equals(job)
                    && hosts.test(it.host())
                    && probes.test(it.probe())
                    && !still.contains(it));
  }

  List<Failure> all() {
    return List.copyOf(byPlace.values());
  }
}
