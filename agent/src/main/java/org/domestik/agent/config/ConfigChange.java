// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a configuration that was read again differs.
 *
 * @param taken keys that a running agent goes by from then on
 * @param restart keys that it goes by after a restart
 */
public record ConfigChange(List<String> taken, List<String> restart) {
  private static final Map<String, Function<AgentConfig, @Nullable Object>> RUNNING =
      new LinkedHashMap<>();
  private static final Map<String, Function<AgentConfig, @Nullable Object>> AT_START =
      new LinkedHashMap<>();

  static {
    RUNNING.put("bundled", AgentConfig::bundled);
    RUNNING.put("every", AgentConfig::every);
    RUNNING.put("read", AgentConfig::read);
    RUNNING.put("variables", AgentConfig::variables);
    RUNNING.put("commands", AgentConfig::commands);
    RUNNING.put("disable", AgentConfig::disable);
    RUNNING.put("settings", AgentConfig::settings);
    RUNNING.put("munin", AgentConfig::munin);
    RUNNING.put("prometheus", AgentConfig::prometheus);
    RUNNING.put("limits", AgentConfig::limits);
    RUNNING.put("log", AgentConfig::log);
    AT_START.put("data", AgentConfig::data);
    AT_START.put("host", AgentConfig::host);
    AT_START.put("server", it -> it.server().address());
    AT_START.put("ca", it -> it.server().ca());
    AT_START.put("pin", it -> List.of(it.server().pin() + "", it.server().certificate() + ""));
    AT_START.put("token_file", it -> it.server().token());
    AT_START.put("probes_key", AgentConfig::probesKey);
    AT_START.put("memory_mib", AgentConfig::memoryMib);
    AT_START.put("spool_mib", AgentConfig::spoolBytes);
    AT_START.put("clock", AgentConfig::clock);
  }

  /** The differences of what was read again from what is in force, and from that at the start. */
  public static ConfigChange of(AgentConfig started, AgentConfig before, AgentConfig now) {
    return new ConfigChange(differences(RUNNING, before, now), differences(AT_START, started, now));
  }

  private static List<String> differences(
      Map<String, Function<AgentConfig, @Nullable Object>> keys, AgentConfig a, AgentConfig b) {
    List<String> names = new ArrayList<>();
    keys.forEach(
        (name, value) -> {
          if (!Objects.equals(value.apply(a), value.apply(b))) {
            names.add(name);
          }
        });
    return names;
  }

  /** In one line. */
  @Override
  public String toString() {
    String words = taken.isEmpty() ? "nothing to take" : "taken: " + String.join(", ", taken);
    return restart.isEmpty() ? words : words + "; needs a restart: " + String.join(", ", restart);
  }
}
