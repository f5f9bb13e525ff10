// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.influx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.server.http.Refused;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Answers what clients ask of databases before they write. There are none here, so each there was a
 * word of is there; who asks by the name of one finds it. Thread-safe.
 */
final class Databases {
  private static final int MOST = 1_000;
  private static final int MOST_STATEMENTS = 100;

  /** Of a statement; the patterns take a part of the stack for each. */
  private static final int MOST_CHARACTERS = 2_000;

  private static final Pattern CREATE =
      Pattern.compile(
          "CREATE\\s+DATABASE\\s+(\"(?:[^\"\\\\]|\\\\.)+\"|\\S+).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern VERB =
      Pattern.compile(
          "(SELECT|DELETE|SHOW|CREATE|DROP|EXPLAIN|GRANT|REVOKE|ALTER|SET|KILL)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final SequencedSet<String> names = new LinkedHashSet<>();

  /** Notes that there was a word of a database. */
  synchronized void add(String name) {
    if (names.add(name) && names.size() > MOST) {
      names.removeFirst();
    }
  }

  /**
   * The answer to statements.
   *
   * @param asked the database that the request is for; null: none
   * @throws Refused for what is no statement at all
   */
  Map<String, Object> answer(String query, @Nullable String asked) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (String statement : query.split(";", MOST_STATEMENTS)) {
      String text = statement.strip();
      if (!text.isEmpty()) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("statement_id", results.size());
        result.putAll(result(text, asked));
        results.add(result);
      }
    }
    return Map.of("results", results);
  }

  private Map<String, Object> result(String statement, @Nullable String asked) {
    if (statement.length() > MOST_CHARACTERS) {
      throw new Refused(400, "a statement has more than " + MOST_CHARACTERS + " characters");
    }
    Matcher create = CREATE.matcher(statement);
    if (create.matches()) {
      add(unquoted(create.group(1)));
      return Map.of();
    }
    if (!VERB.matcher(statement).matches()) {
      throw new Refused(400, "error parsing query: found " + Texts.quoted(statement));
    }
    String words = statement.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    if (words.equals("SHOW DATABASES")) {
      return series("databases", List.of("name"), all(asked).stream().map(List::of).toList());
    }
    if (words.startsWith("SHOW RETENTION POLICIES")) {
      return series(
          null,
          List.of("name", "duration", "shardGroupDuration", "replicaN", "default"),
          List.of(List.of("autogen", "0s", "168h0m0s", 1, true)));
    }
    // How long what is kept is the matter of policies here; clients only want to hear it is there.
    if (words.startsWith("CREATE RETENTION POLICY") || words.startsWith("ALTER RETENTION POLICY")) {
      return Map.of();
    }
    return Map.of(
        "error",
        "Domestik takes what InfluxDB's clients write, and answers questions at /api/v1/series and"
            + " /api/v1/sql, not in InfluxQL: "
            + Texts.quoted(statement));
  }

  private synchronized Collection<String> all(@Nullable String asked) {
    TreeSet<String> all = new TreeSet<>(names);
    if (asked != null) {
      all.add(asked);
    }
    return all;
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1")
        : name;
  }

  private static Map<String, Object> series(
      @Nullable String name, List<String> columns, List<? extends List<?>> values) {
    Map<String, Object> series = new LinkedHashMap<>();
    if (name != null) {
      series.put("name", name);
    }
    series.put("columns", columns);
    if (!values.isEmpty()) {
      series.put("values", values);
    }
    return Map.of("series", List.of(series));
  }
}
