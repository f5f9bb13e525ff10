// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.server.http.Refused;

/**
 * How often somebody may guess: ten times in ten minutes for one name, thirty times from one
 * address, or network of IPv6. Safe for use by many threads.
 */
final class LoginLimits {
  private static final Duration TIME = Duration.ofMinutes(10);
  private static final int OF_NAME = 10;
  private static final int OF_ADDRESS = 30;
  private static final int MOST_KEPT = 10_000;

  /** Of IPv6: a /64. */
  private static final int NETWORK_BYTES = 8;

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>();

  LoginLimits(InstantSource clock) {
    this.clock = clock;
  }

  /** Refuses with 429 whom too many failures precede. */
  synchronized void check(String address, String name) {
    if (count(place(address)) >= OF_ADDRESS || count("name " + name) >= OF_NAME) {
      throw new Refused(
          429,
          "too many logins failed from this address or with this name; try again in "
              + TIME.toMinutes()
              + " minutes");
    }
  }

  /** The same of guesses without a name. */
  synchronized void check(String address) {
    if (count(place(address)) >= OF_ADDRESS) {
      throw new Refused(
          429,
          "too much was refused from this address; try again in " + TIME.toMinutes() + " minutes");
    }
  }

  synchronized void failed(String address) {
    add(place(address));
  }

  /** Whoever has one address of IPv6 mostly has all of its network. */
  private static String place(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length > NETWORK_BYTES
          ? "network " + HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES)
          : "address " + address;
    } catch (IllegalArgumentException e) {
      return "address " + address; // As a proxy says it.
    }
  }

  private int count(String key) {
    Deque<Instant> times = failures.get(key);
    if (times == null) {
      return 0;
    }
    Instant since = clock.instant().minus(TIME);
    times.removeIf(each -> each.isBefore(since));
    if (times.isEmpty()) {
      failures.remove(key);
    }
    return times.size();
  }

  synchronized void failed(String address, String name) {
    add(place(address));
    add("name " + name);
  }

  private void add(String key) {
    failures.computeIfAbsent(key, absent -> new ArrayDeque<>()).add(clock.instant());
    if (failures.size() > MOST_KEPT) {
      failures.remove(failures.keySet().iterator().next());
    }
  }
}
