// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.lua.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What is said of the ways in that open a port or a connection of their own: each reads its table
 * itself.
 *
 * @param tables by the way's name, of those that are to be open
 */
public record WaysConfig(Map<String, Map<String, Object>> tables) {
  /** None is open. */
  public static final WaysConfig DEFAULT = new WaysConfig(Map.of());

  /** The keys, one a way. */
  public static final List<String> NAMES = List.of("graphite", "mqtt", "statsd");

  private static final String FILE = "server.conf";

  public WaysConfig {
    tables = Map.copyOf(tables);
  }

  static WaysConfig from(Settings settings) {
    Map<String, Map<String, Object>> tables = new LinkedHashMap<>();
    for (String name : NAMES) {
      Map<String, Object> table = settings.table(name);
      if (!table.isEmpty()) {
        tables.put(name, table);
      }
    }
    return new WaysConfig(tables);
  }

  /** The table of one, to be asked and finished; null: it is not to be open. */
  public @Nullable Settings of(String name) {
    Map<String, Object> table = tables.get(name);
    return table == null ? null : new Settings(FILE + ": " + name, table);
  }
}
