// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.storage.HostStatus;

/**
 * When hosts came back after they had delivered nothing, by their samples' time: their machine
 * slept, or the server was away. What did not come meanwhile is not missing. Belongs to one thread.
 */
final class Returns {
  /**
   * Of each host the longer a pause was the earlier it stands; none is shorter than a later one.
   */
  private final Map<String, Deque<Pause>> pauses = new HashMap<>();

  private final Map<String, Instant> newest = new HashMap<>();

  private record Pause(Duration length, Instant end) {}

  /** When hosts delivered that were not seen yet, in ms since 1970. */
  private final Map<String, Set<Long>> past = new HashMap<>();

  /** Learns when a host delivered before it is seen first; exact to {@code step} milliseconds. */
  void learn(String host, List<Long> times, long step) {
    if (!newest.containsKey(host)) {
      Set<Long> its = past.computeIfAbsent(host, _ -> new TreeSet<>());
      times.forEach(time -> its.add(time - Math.floorMod(time, step)));
    }
  }

  /** Sees how far each host has come. */
  void see(List<HostStatus> hosts) {
    for (HostStatus host : hosts) {
      Instant last = host.lastSample();
      if (last != null) {
        for (long time : past.getOrDefault(host.host(), Set.of())) {
          see(host.host(), Instant.ofEpochMilli(time));
        }
        see(host.host(), last);
      }
    }
    past.clear();
  }

  private void see(String host, Instant time) {
    Instant before = newest.put(host, time);
    if (!time.equals(before)) {
      // What was before what is known of it nobody knows: like a pause that has no beginning.
      Duration length = Duration.between(before == null ? Instant.EPOCH : before, time);
      Deque<Pause> its = pauses.computeIfAbsent(host, _ -> new ArrayDeque<>());
      while (!its.isEmpty() && its.getLast().length.compareTo(length) <= 0) {
        its.removeLast();
      }
      its.addLast(new Pause(length, time));
    }
  }

  /** When the latest pause of a host that took so long was over; the epoch where none did. */
  Instant since(String host, Duration length) {
    Instant since = Instant.EPOCH;
    for (Pause pause : pauses.getOrDefault(host, new ArrayDeque<>())) {
      if (pause.length.compareTo(length) >= 0) {
        since = pause.end;
      }
    }
    return since;
  }
}
