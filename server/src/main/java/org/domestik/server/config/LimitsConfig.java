// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.lua.Settings;

/**
 * How much those who deliver may add to the store: {@code limits}, a table.
 *
 * @param keys {@code keys}: of a host in all
 * @param probeKeys {@code probe_keys}: of a host and one probe, in all
 * @param probes {@code probes}: of a host in all
 * @param host {@code host_minute}: what may come of a host within a minute, as far as it is said
 * @param token {@code token_minute}: what may come by a token within a minute, likewise
 */
public record LimitsConfig(
    int keys, int probeKeys, int probes, Map<What, Long> host, Map<What, Long> token) {
  /** More than any machine was seen to have, less than fills a small server. */
  public static final LimitsConfig DEFAULT =
      new LimitsConfig(30_000, 10_000, 1_000, Map.of(), Map.of());

  private static final long MOST = 1L << 50;

  /** What is counted by the minute. */
  public enum What {
    /** New hosts. */
    HOSTS,
    /** New keys. */
    KEYS,
    /** New probes. */
    PROBES,
    /** New values of probes. */
    COLUMNS,
    /** Bytes of what is delivered, inflated. */
    BYTES;

    /** Its key in the configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LimitsConfig {
    host = Map.copyOf(host);
    token = Map.copyOf(token);
  }

  /** All of it, in an order of its own. */
  List<Object> settings() {
    return List.of(keys, probeKeys, probes, new TreeMap<>(host), new TreeMap<>(token));
  }

  static LimitsConfig from(Settings settings) {
    Settings limits = settings.within("limits");
    LimitsConfig config =
        new LimitsConfig(
            limits.integer("keys", DEFAULT.keys, 1, Integer.MAX_VALUE),
            limits.integer("probe_keys", DEFAULT.probeKeys, 1, Integer.MAX_VALUE),
            limits.integer("probes", DEFAULT.probes, 1, Integer.MAX_VALUE),
            rates(limits.within("host_minute")),
            rates(limits.within("token_minute")));
    limits.finish();
    return config;
  }

  private static Map<What, Long> rates(Settings settings) {
    Map<What, Long> rates = new EnumMap<>(What.class);
    for (What what : What.values()) {
      long most = settings.number(what.word(), -1, 1, MOST);
      if (most > 0) {
        rates.put(what, most);
      }
    }
    settings.finish();
    return rates;
  }
}
