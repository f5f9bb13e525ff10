// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.domestik.lua.ConfigFaults;
import org.domestik.model.BadInput;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.AlertsFile;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.ServerConfig.Overrides;
import org.domestik.server.ingest.BundledProbes;
import org.domestik.server.running.Reach;
import org.domestik.server.running.Ways;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;

/**
 * All files that a server reads. Another file of configuration is checked by one more {@link
 * Checking} in the list.
 *
 * @param problems what would keep the server, or a part of it, from working
 * @param config what can be used of the configuration; null if nothing can
 */
public record ConfigCheck(List<String> problems, @Nullable ServerConfig config) {
  /**
   * Checks them.
   *
   * @throws BadInput where nothing says which they are
   */
  public static ConfigCheck of(Overrides overrides, InstantSource clock) {
    overrides.requirePlace();
    Path file;
    try {
      file = ServerConfig.file(overrides);
    } catch (BadInput e) {
      return new ConfigCheck(List.of(String.valueOf(e.getMessage())), null);
    }
    AtomicReference<@Nullable ServerConfig> read = new AtomicReference<>();
    List<String> problems = new ArrayList<>();
    if (file == null) {
      read.set(ServerConfig.read(overrides));
    } else {
      problems.addAll(
          ConfigFaults.of(file, values -> read.set(ServerConfig.of(values, file, overrides))));
    }
    ServerConfig config = read.get();
    if (config != null) {
      List<Checking> checks =
          List.of(
              new ProbeFiles(),
              ConfigCheck::alerts,
              it -> located(file, () -> Reach.of(it, clock)),
              it -> located(file, () -> Ways.check(it, clock)),
              it ->
                  located(
                      file, () -> SqlStorage.check(it.store().storage(it.data(), it.policies()))));
      checks.forEach(check -> problems.addAll(check.problems(config)));
    }
    return new ConfigCheck(List.copyOf(problems), config);
  }

  private static List<String> alerts(ServerConfig config) {
    Path file = config.alerts();
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<String, ProbeDescription> bundled = new HashMap<>();
    for (String probe : BundledProbes.names()) {
      // The operator's own says other things.
      if (!Files.exists(config.probes().resolve(probe + ".lua"))) {
        bundled.put(probe, BundledProbes.description(probe));
      }
    }
    return ConfigFaults.of(
        file,
        values ->
            AlertsFile.of(values, file, config.store().zone(), place -> place)
                .rules()
                .forEach(rule -> judge(rule, bundled)));
  }

  /** What is known without a server: whether a bundled probe has the value, in such a unit. */
  private static void judge(AlertRule rule, Map<String, ProbeDescription> bundled) {
    ProbeDescription description = bundled.get(String.valueOf(rule.probe()));
    if (description != null) {
      AlertRules.check(rule, description)
          .ifPresent(
              what -> {
                throw new BadInput(rule.origin() + ": " + what);
              });
    }
  }

  /** Whatever is refused here names a key of the file, or another file. */
  private static List<String> located(@Nullable Path file, Runnable use) {
    try {
      use.run();
      return List.of();
    } catch (BadInput e) {
      String what = String.valueOf(e.getMessage());
      return List.of(file == null ? what : ConfigFaults.located(file, what));
    }
  }
}
