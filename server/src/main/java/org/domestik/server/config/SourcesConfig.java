// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.lua.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What is known of senders that speak others' protocols.
 *
 * @param rules {@code sources}: a list of tables; the first that matches a sample holds for it
 */
public record SourcesConfig(List<SourceRule> rules) {
  /** What the bundled rules say. */
  public static final SourcesConfig DEFAULT = new SourcesConfig(List.of());

  public SourcesConfig {
    rules = List.copyOf(rules);
  }

  /** The rules of a file of sources, or of the server's configuration. */
  public static SourcesConfig from(Settings settings) {
    List<SourceRule> rules = new ArrayList<>();
    for (Settings table : settings.each("sources")) {
      rules.add(rule(table, rules.size() + 1));
    }
    return new SourcesConfig(rules);
  }

  private static SourceRule rule(Settings table, int number) {
    List<String> databases = new ArrayList<>(table.texts("db"));
    databases.addAll(table.texts("bucket"));
    SourceRule rule =
        new SourceRule(
            table.text("name", "source " + number),
            table.texts("protocol"),
            databases,
            table.texts("token"),
            table.texts("agent"),
            table.texts("measurement"),
            table.texts("tags"),
            prefix(table),
            table.text("host"),
            table.texts("keys"),
            table.texts("without"),
            units(table));
    table.finish();
    return rule;
  }

  private static String prefix(Settings table) {
    String prefix = table.text("prefix", "");
    if (!prefix.matches("([a-z_][a-z0-9_]{0,19})?")) {
      throw table.fault(
          "prefix", "\"" + prefix + "\" is not lower-case letters, digits and '_', at most 20");
    }
    return prefix;
  }

  private static Map<String, String> units(Settings table) {
    Map<String, String> units = new LinkedHashMap<>();
    table
        .table("units")
        .forEach(
            (field, unit) -> {
              if (!(unit instanceof String text)) {
                throw table.fault("units." + field, "expected a text in quotes, found " + unit);
              }
              units.put(field, text);
            });
    return units;
  }

  /** All of it, in an order of its own. */
  List<Object> settings() {
    return List.copyOf(rules);
  }

  /**
   * What holds for some samples. Lists of globs that are empty match all.
   *
   * @param name what people call the source
   * @param protocols globs of {@code influx}, {@code graphite} …
   * @param databases globs of what InfluxDB's clients say as either
   * @param tokens globs of the names of tokens
   * @param agents globs of the header User-Agent
   * @param measurements globs
   * @param tags {@code tags}: what a sample must have, all of them
   * @param prefix {@code prefix}: of the probes' names
   * @param host {@code host}: the tag that names the host; where a sample has neither it nor a tag
   *     {@code host}, this is the host's name itself; null: the tag {@code host}
   * @param keys {@code keys}: tags in the order of the key's first levels
   * @param without {@code without}: tags that are no part of the key
   * @param units {@code units}: by a glob of {@code field} or {@code measurement.field}; {@code *}:
   *     the measurement is one, and empty: none
   */
  public record SourceRule(
      String name,
      List<String> protocols,
      List<String> databases,
      List<String> tokens,
      List<String> agents,
      List<String> measurements,
      List<String> tags,
      String prefix,
      @Nullable String host,
      List<String> keys,
      List<String> without,
      Map<String, String> units) {
    public SourceRule {
      protocols = List.copyOf(protocols);
      databases = List.copyOf(databases);
      tokens = List.copyOf(tokens);
      agents = List.copyOf(agents);
      measurements = List.copyOf(measurements);
      tags = List.copyOf(tags);
      keys = List.copyOf(keys);
      without = List.copyOf(without);
      units =
          Collections.unmodifiableMap(
              new TreeMap<>(units)); // In one order: it is compared as text.
    }

    /** Of what no other rule holds for. */
    public static SourceRule any(String name) {
      List<String> none = List.of();
      return new SourceRule(
          name, none, none, none, none, none, none, "", null, none, none, Map.of());
    }
  }
}
