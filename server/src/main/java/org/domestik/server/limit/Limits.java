// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.limit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.config.LimitsConfig;
import org.domestik.server.config.LimitsConfig.What;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Refused;
import org.domestik.storage.Growth;

/**
 * How much of the store one host, and one token, may take: in all, and within a minute.
 *
 * <p>What would never be let in is refused with 400, so that a sender gives it up; what is only too
 * fast with 429. Nothing of either is kept. Safe for use by many threads.
 */
public final class Limits {
  /** What is forgotten of the one that was seen longest ago begins anew. */
  private static final int MOST_KEPT = 10_000;

  private static final long MIB = 1 << 20;

  /** Far more than the largest fleets' machines send; it keeps a small machine's store alive. */
  private static final Map<What, Long> HOST_MINUTE =
      Map.of(
          What.KEYS, 10_000L,
          What.PROBES, 500L,
          What.COLUMNS, 5_000L,
          What.BYTES, 64 * MIB);

  private static final Map<What, Long> TOKEN_MINUTE =
      Map.of(
          What.HOSTS, 500L,
          What.KEYS, 50_000L,
          What.PROBES, 1_000L,
          What.COLUMNS, 10_000L,
          What.BYTES, 512 * MIB);

  private final LimitsConfig config;
  private final Map<What, Long> host;
  private final Map<What, Long> token;
  private final InstantSource clock;

  /** By who it is of, in the order of their last use. */
  private final Map<String, Map<What, Allowance>> allowances = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Those of a configuration.
   *
   * @param asksWho whether senders say who they are; else they are this machine's own, and by the
   *     minute only what is configured holds
   */
  public Limits(LimitsConfig config, boolean asksWho, InstantSource clock) {
    this.config = config;
    this.host = merged(asksWho ? HOST_MINUTE : Map.of(), config.host());
    this.token = merged(asksWho ? TOKEN_MINUTE : Map.of(), config.token());
    this.clock = clock;
  }

  private static Map<What, Long> merged(Map<What, Long> usual, Map<What, Long> said) {
    Map<What, Long> all = new EnumMap<>(What.class);
    all.putAll(usual);
    all.putAll(said);
    return all;
  }

  /** Lets a delivery of so many bytes in, or throws. */
  public void bytes(Caller caller, String hostName, long bytes) {
    take(caller, hostName, Map.of(What.BYTES, bytes));
  }

  /**
   * Lets a host grow, or throws.
   *
   * @throws BadInput where it would have too much in all, or more at once than may come within a
   *     minute
   * @throws Refused with 429 where it may come later
   */
  public void grow(Caller caller, Growth growth) {
    checkAll(growth);
    Map<What, Long> wanted = new EnumMap<>(What.class);
    wanted.put(What.HOSTS, growth.isNew() ? 1L : 0);
    wanted.put(What.KEYS, (long) growth.allKeys());
    wanted.put(What.PROBES, (long) growth.probes());
    wanted.put(What.COLUMNS, (long) growth.columns());
    take(caller, growth.host(), wanted);
  }

  private void checkAll(Growth growth) {
    int keys = growth.held().keys() + growth.allKeys();
    if (keys > config.probeKeys()) { // Else none of its probes has too many.
      growth.keys().forEach((probe, more) -> checkKeys(growth, probe, more));
    }
    if (keys > config.keys()) {
      throw tooMany(growth, "has", "keys", keys, config.keys(), "keys");
    }
    if (growth.probes() > 0) {
      int probes = growth.held().probes() + growth.probes();
      if (probes > config.probes()) {
        throw tooMany(growth, "has", "probes", probes, config.probes(), "probes");
      }
    }
  }

  private void checkKeys(Growth growth, String probe, int more) {
    int keys = growth.held().keys(probe) + more;
    if (keys > config.probeKeys()) {
      throw tooMany(
          growth,
          "invents new keys again and again: with the " + more + " of this delivery it has",
          "keys of probe \"" + probe + "\"",
          keys,
          config.probeKeys(),
          "probe_keys");
    }
  }

  private static BadInput tooMany(
      Growth growth, String verb, String what, int count, int most, String setting) {
    return new BadInput(
        "host \""
            + growth.host()
            + "\" "
            + verb
            + " "
            + count
            + " "
            + what
            + ", and "
            + most
            + " are the most: this is not stored; what differs from run to run belongs into"
            + " a value, not into a key (limits."
            + setting
            + " in server.conf)");
  }

  /** One who takes, and what he may. */
  private record Taker(String name, String setting, Map<What, Long> most) {}

  private synchronized void take(Caller caller, String hostName, Map<What, Long> wanted) {
    Instant now = clock.instant();
    List<Taker> takers =
        List.of(
            new Taker("host \"" + hostName + "\"", "host_minute", host),
            new Taker("token \"" + caller.name() + "\"", "token_minute", token));
    List<Runnable> uses = new ArrayList<>();
    for (Taker taker : takers) {
      wanted.forEach(
          (what, amount) -> {
            Long most = taker.most.get(what);
            if (most != null && amount > 0) {
              Allowance allowance =
                  allowances
                      .computeIfAbsent(taker.name, _ -> new EnumMap<>(What.class))
                      .computeIfAbsent(what, _ -> new Allowance(most, now));
              check(taker, what, amount, allowance, now);
              uses.add(() -> allowance.use(amount));
            }
          });
    }
    uses.forEach(Runnable::run); // Only now: what is refused uses nothing.
    if (allowances.size() > MOST_KEPT) {
      allowances.remove(allowances.keySet().iterator().next());
    }
  }

  private static void check(Taker taker, What what, long amount, Allowance allowance, Instant now) {
    long sum = allowance.used(now) + amount;
    if (sum <= allowance.most()) {
      return;
    }
    String things = what == What.BYTES ? "bytes" : "new " + what.word();
    String rule =
        allowance.most()
            + " are the most (limits."
            + taker.setting
            + "."
            + what.word()
            + " in server.conf)";
    if (amount > allowance.most()) {
      throw new BadInput(
          taker.name
              + " brings "
              + amount
              + " "
              + things
              + " at once, and a minute "
              + rule
              + ": send it in parts");
    }
    long seconds = allowance.seconds(amount);
    throw new Refused(
        429,
        taker.name
            + " brings "
            + sum
            + " "
            + things
            + " within a minute, and "
            + rule
            + ": try again in "
            + seconds
            + " s",
        seconds);
  }
}
