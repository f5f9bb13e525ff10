// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.machine.PathText;
import org.domestik.lua.Settings;
import org.domestik.model.Glob;
import org.domestik.model.Span;

/**
 * The agent's setting {@code munin}: whose plugins run, and how.
 *
 * @param folders where each executable file is a plugin; none by default
 * @param every how often a plugin runs that does not say so itself; by default 1 min
 * @param time what one call of a plugin may take; by default 10 s
 * @param library the folder that has Munin's {@code plugins/plugin.sh}
 * @param hosts globs of the other hosts whose values plugins may give ({@code host_name}); by
 *     default all
 * @param env by glob of plugins' names: variables of their environment
 */
public record MuninConfig(
    List<Path> folders,
    Span every,
    Duration time,
    Path library,
    List<String> hosts,
    Map<String, Map<String, String>> env) {
  private static final Span EVERY = Span.parse("1m");
  private static final List<String> ALL = List.of("*");
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static MuninConfig read(String where, Map<String, ?> values) {
    Settings reader = new Settings(where, values);
    String library = reader.text("library");
    MuninConfig config =
        new MuninConfig(
            Paths.list(reader, "folders"),
            reader.span("every", EVERY),
            Duration.ofMillis(reader.number("millis", 10_000, 1, 600_000)),
            Paths.of(reader, "library", library == null ? "/usr/share/munin" : library),
            reader.any("hosts") == null ? ALL : reader.texts("hosts"),
            env(reader));
    reader.finish();
    return config;
  }

  /** Whether a plugin may say that its values are another host's. */
  public boolean mayName(String host) {
    return Glob.anyMatches(hosts, host);
  }

  private static Map<String, Map<String, String>> env(Settings reader) {
    Map<String, Map<String, String>> env = new TreeMap<>();
    reader
        .tables("env")
        .forEach(
            (glob, variables) -> {
              Map<String, String> texts = new TreeMap<>();
              variables.forEach((name, value) -> texts.put(name, value.toString()));
              env.put(glob, texts);
            });
    return env;
  }

  /**
   * All of a plugin's environment, as munin-node sets it.
   *
   * @param state a folder plugins may keep files in
   */
  public Map<String, String> environment(String plugin, String host, Path state) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", PATH);
    all.put("LC_ALL", "C");
    all.put("LANG", "C");
    all.put("HOME", PathText.text(state));
    all.put("FQDN", host);
    all.put("MUNIN_LIBDIR", PathText.text(library));
    all.put("MUNIN_CONFDIR", "/etc/munin");
    all.put("MUNIN_PLUGSTATE", PathText.text(state));
    all.put("MUNIN_STATEFILE", PathText.text(state) + "/" + plugin + ".state");
    all.put("MUNIN_DEBUG", "0");
    all.put("MUNIN_CAP_MULTIGRAPH", "1");
    all.put("MUNIN_CAP_DIRTYCONFIG", "1");
    env.forEach(
        (glob, variables) -> {
          if (Glob.matches(glob, plugin)) {
            all.putAll(variables);
          }
        });
    all.putAll(env.getOrDefault(plugin, Map.of())); // A plugin's own wins over any glob's.
    return all;
  }
}
