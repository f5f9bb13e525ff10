// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Names;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Reads rules from the plain maps, lists, texts and numbers that a Lua table or a JSON object
 * becomes. Every fault is a {@link BadInput} with the path of what is wrong.
 */
public final class AlertRules {
  private static final Set<String> HEAD =
      Set.of("name", "probe", "value", "hosts", "keys", "severity", "needs", "off");
  private static final Set<String> BODY = bodyFields();
  private static final int MOST = 1_000;

  /** No rule looks further, and nobody waits longer: stores have no times of other ages. */
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private AlertRules() {}

  private static Set<String> bodyFields() {
    Set<String> fields = new TreeSet<>(Set.of("lasting", "text"));
    fields.addAll(ConditionReader.FIELDS);
    return fields;
  }

  /** The rules that a description brings: {@code alert = { used = { above = "2 GB" } }}. */
  public static List<AlertRule> of(ProbeDescription description) {
    List<AlertRule> rules = new ArrayList<>();
    new TreeMap<>(description.alert())
        .forEach(
            (value, node) -> {
              String path = "alert." + value;
              List<?> tables = node instanceof List<?> list ? list : List.of(node);
              int number = 0;
              for (Object each : tables) {
                String where = tables.size() == 1 ? path : path + "[" + ++number + "]";
                rules.addAll(ofValue(description, value, where, table(where, each)));
              }
            });
    return rules;
  }

  private static List<AlertRule> ofValue(
      ProbeDescription description, String value, String where, Map<String, ?> fields) {
    Map<String, Object> whole = new TreeMap<>(fields);
    for (String own : List.of("probe", "value", "off")) {
      if (whole.containsKey(own)) {
        throw new BadInput(where + "." + own + ": a description's rule is about its own value");
      }
    }
    whole.put("probe", description.probe());
    whole.put("value", value);
    whole.putIfAbsent("name", description.probe() + " " + value);
    List<AlertRule> rules = rules(where, whole, "the description of " + description.probe());
    rules.forEach(rule -> check(rule, description).ifPresent(it -> fault(where, it)));
    return rules;
  }

  private static void fault(String where, String what) {
    throw new BadInput(where + ": " + what);
  }

  /**
   * The rules of a list, in its order.
   *
   * @param origin where it is written, for people
   */
  public static List<AlertRule> of(List<?> list, String origin) {
    return of(list, place -> origin);
  }

  /**
   * The same.
   *
   * @param origin makes of a rule's place, such as {@code alerts[2]}, where it is written
   */
  public static List<AlertRule> of(List<?> list, UnaryOperator<String> origin) {
    if (list.size() > MOST) {
      throw new BadInput("alerts: at most " + MOST + " rules, not " + list.size());
    }
    List<AlertRule> rules = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String where = "alerts[" + (i + 1) + "]";
      rules.addAll(rules(where, table(where, list.get(i)), origin.apply(where)));
    }
    return rules;
  }

  /**
   * Why a rule cannot be judged by what a probe's description says; empty if it can, or if it is
   * about other probes.
   */
  public static java.util.Optional<String> check(AlertRule rule, ProbeDescription description) {
    Condition condition = rule.condition();
    String value = condition == null ? null : condition.value();
    if (value == null || rule.probe() == null || !Glob.matches(rule.probe(), description.probe())) {
      return java.util.Optional.empty();
    }
    try {
      Values values = Values.of(description);
      values.require(value);
      Limits.of(rule, description);
      return java.util.Optional.empty();
    } catch (BadInput e) {
      return java.util.Optional.ofNullable(e.getMessage());
    }
  }

  private static List<AlertRule> rules(String where, Map<String, ?> fields, String origin) {
    Set<String> known = new TreeSet<>(HEAD);
    known.addAll(BODY);
    known.addAll(Severity.WORDS);
    onlyKnown(where, fields, known);
    List<AlertRule> rules = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      Object node = fields.get(severity.word());
      if (node != null) {
        String inner = where + "." + severity.word();
        Map<String, Object> merged = new TreeMap<>();
        fields.forEach(
            (name, value) -> {
              if (!Severity.WORDS.contains(name)) {
                merged.put(name, value);
              }
            });
        Map<String, ?> own = table(inner, node);
        onlyKnown(inner, own, BODY);
        merged.putAll(own);
        rules.add(rule(inner, merged, severity, origin));
      }
    }
    if (rules.isEmpty()) {
      String word = text(where + ".severity", fields.get("severity"));
      rules.add(rule(where, fields, severity(where, word), origin));
    } else if (fields.containsKey("severity")) {
      throw new BadInput(where + ".severity: the tables warning and critical say it already");
    }
    return rules;
  }

  private static Severity severity(String where, @Nullable String word) {
    try {
      return word == null ? Severity.WARNING : Severity.of(word);
    } catch (BadInput e) {
      throw e.at(where + ".severity");
    }
  }

  private static AlertRule rule(
      String where, Map<String, ?> fields, Severity severity, String origin) {
    String name = text(where + ".name", fields.get("name"));
    if (name == null || name.isBlank()) {
      throw new BadInput(where + ".name: missing; a rule needs a name");
    }
    boolean off = Boolean.TRUE.equals(fields.get("off"));
    Condition condition = off ? null : new ConditionReader(where, fields).read();
    String probe = text(where + ".probe", fields.get("probe"));
    checkProbe(where, probe, condition);
    return new AlertRule(
        name.strip(),
        severity,
        condition,
        globs(where + ".hosts", fields.get("hosts"), true),
        probe,
        globs(where + ".keys", fields.get("keys"), false),
        span(where + ".lasting", fields.get("lasting")),
        needs(where, fields.get("needs")),
        text(where + ".text", fields.get("text")),
        origin);
  }

  private static void checkProbe(
      String where, @Nullable String probe, @Nullable Condition condition) {
    boolean ofHost =
        condition instanceof Condition.Silent || condition instanceof Condition.Waiting;
    if (probe == null && condition != null && !ofHost) {
      throw new BadInput(where + ".probe: missing; say which probe this is about");
    }
    if (probe != null && ofHost) {
      throw new BadInput(where + ".probe: this is about a host, not about a probe");
    }
    if (probe != null) {
      try {
        Glob.probes(probe);
      } catch (BadInput e) {
        throw e.at(where + ".probe");
      }
    }
  }

  private static @Nullable String needs(String where, @Nullable Object node) {
    if (node == null) {
      return null;
    }
    Map<String, ?> fields = table(where + ".needs", node);
    onlyKnown(where + ".needs", fields, Set.of("host"));
    String host = text(where + ".needs.host", fields.get("host"));
    if (host == null) {
      throw new BadInput(where + ".needs.host: missing");
    }
    try {
      return Names.host(host);
    } catch (BadInput e) {
      throw e.at(where + ".needs.host");
    }
  }

  private static List<String> globs(String where, @Nullable Object node, boolean hosts) {
    if (node == null) {
      return List.of("*");
    }
    List<?> list = node instanceof List<?> several ? several : List.of(node);
    List<String> globs = new ArrayList<>();
    for (Object each : list) {
      String glob = text(where, each);
      if (glob == null) {
        throw new BadInput(where + ": expected a text or a list of texts");
      }
      try {
        globs.add(hosts ? Glob.hosts(glob) : glob);
      } catch (BadInput e) {
        throw e.at(where);
      }
    }
    if (globs.isEmpty()) {
      throw new BadInput(where + ": an empty list matches nothing; leave it out for all");
    }
    return globs;
  }

  static @Nullable Span span(String where, @Nullable Object node) {
    String text = text(where, node);
    try {
      return text == null ? null : span(text);
    } catch (BadInput e) {
      throw e.at(where);
    }
  }

  /**
   * Reads a length of time, or throws {@link BadInput} where it is none, or more than ten years.
   */
  public static Span span(String text) {
    Span span = Span.parse(text);
    if (span.estimate().compareTo(LONGEST) > 0) {
      throw new BadInput("\"" + text + "\" is too long; at most 10 years");
    }
    return span;
  }

  static @Nullable String text(String where, @Nullable Object node) {
    if (node != null && !(node instanceof String)) {
      throw new BadInput(where + ": expected a text in quotes, found " + node);
    }
    return (String) node;
  }

  private static Map<String, ?> table(String where, @Nullable Object node) {
    if (!(node instanceof Map<?, ?> map)) {
      throw new BadInput(where + ": expected a table with names: { above = … }, found " + node);
    }
    Map<String, Object> table = new TreeMap<>();
    map.forEach((name, value) -> table.put(String.valueOf(name), value));
    return table;
  }

  private static void onlyKnown(String where, Map<String, ?> fields, Set<String> known) {
    for (String field : fields.keySet()) {
      if (!known.contains(field)) {
        throw new BadInput(where + "." + field + ": unknown field" + Nearest.hint(field, known));
      }
    }
  }
}
