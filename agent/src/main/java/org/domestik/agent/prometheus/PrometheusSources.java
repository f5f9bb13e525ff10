// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ScriptFile;
import org.domestik.model.KeyText;

/** Finds what is to be read in Prometheus' text format: files in folders, and exporters. */
public final class PrometheusSources {
  private static final String ENDING = ".prom";

  private final AgentConfig config;

  /** Looks where the configuration says. */
  public PrometheusSources(AgentConfig config) {
    this.config = config;
  }

  /**
   * The sources there are now, and the folders that cannot be read, by script.
   *
   * @throws IOException if files ran out
   */
  public Map<String, ScriptFile> scan() throws IOException {
    Map<String, ScriptFile> found = new TreeMap<>();
    PrometheusConfig prometheus = config.prometheus();
    for (Path folder : prometheus.textfile()) {
      for (Path path : ProbeFolders.list(folder, it -> add(found, it))) {
        String name = PathText.name(path);
        if (name.endsWith(ENDING) && !name.startsWith(".") && Files.isRegularFile(path)) {
          String source = name.substring(0, name.length() - ENDING.length());
          add(
              found,
              new PrometheusSource(
                  "textfile/" + KeyText.of(name),
                  source,
                  new MetricsFile(path, prometheus.stale()),
                  prometheus));
        }
      }
    }
    prometheus
        .exporters()
        .forEach(
            (name, address) ->
                add(
                    found,
                    new PrometheusSource(
                        "prometheus/" + KeyText.of(name),
                        name,
                        new Exporter(address, prometheus.time()),
                        prometheus)));
    return found;
  }

  private void add(Map<String, ScriptFile> found, ScriptFile source) {
    if (!config.disable().contains(source.script())) {
      found.put(source.script(), source);
    }
  }
}
