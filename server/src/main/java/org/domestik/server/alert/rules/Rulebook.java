// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Span;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Severity;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * All rules in force: the operator's first, then those of descriptions, then the one that nobody
 * has to write.
 *
 * @param rules in the order in which they win over others of their name and severity
 * @param problems what is wrong with some, by where they are written
 */
public record Rulebook(List<AlertRule> rules, Map<String, String> problems) {
  private static final AlertRule SILENT =
      new AlertRule(
          "silent",
          Severity.CRITICAL,
          new Condition.Silent(Span.parse("10 minutes")),
          List.of("*"),
          null,
          List.of("*"),
          null,
          null,
          null,
          "a rule of Domestik's own");

  public Rulebook {
    rules = List.copyOf(rules);
    problems = Map.copyOf(problems);
  }

  /** The operator's rules with those of the descriptions in force. */
  public static Rulebook of(List<AlertRule> operator, Collection<ProbeDescription> descriptions) {
    List<AlertRule> rules = new ArrayList<>(operator);
    Map<String, String> problems = new TreeMap<>();
    for (ProbeDescription description : descriptions) {
      try {
        rules.addAll(AlertRules.of(description));
      } catch (BadInput e) {
        problems.put("probe " + description.probe(), String.valueOf(e.getMessage()));
      }
      for (AlertRule rule : operator) {
        Optional<String> fault = AlertRules.check(rule, description);
        // Of a glob it is meant for those that have the value.
        if (fault.isPresent() && !Glob.isWild(String.valueOf(rule.probe()))) {
          problems.put(rule.origin() + ": " + rule.name(), fault.get());
        }
      }
    }
    rules.add(SILENT);
    return new Rulebook(rules, problems);
  }

  /** Those about hosts. */
  public List<AlertRule> ofHost(String host) {
    return first(rule -> rule.probe() == null && rule.isFor(host));
  }

  /** Those for a key of a host's probe that can be judged by its description. */
  public List<AlertRule> of(String host, ProbeDescription description, List<String> key) {
    return first(
        rule ->
            rule.isFor(host)
                && (isOff(rule) || rule.isFor(description.probe(), key))
                && AlertRules.check(rule, description).isEmpty());
  }

  /** Says that there is to be no alert of its name, whatever it is about. */
  private static boolean isOff(AlertRule rule) {
    return rule.condition() == null && rule.probe() == null;
  }

  /** Those about a host's probe as a whole, whatever its keys are. */
  public List<AlertRule> ofProbe(String host, String probe) {
    return first(
        rule ->
            (rule.condition() == null || isOfProbe(rule.condition()))
                && rule.isFor(host)
                && (isOff(rule) || rule.probe() != null && Glob.matches(rule.probe(), probe)));
  }

  private static boolean isOfProbe(@Nullable Condition condition) {
    return condition instanceof Condition.Failing
        || condition instanceof Condition.Missing missing && missing.value() == null;
  }

  /** Whether any rule looks at the samples of a probe. */
  public boolean looksAt(String probe) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.probe() != null
                    && rule.condition() != null
                    && !(rule.condition() instanceof Condition.Failing)
                    && Glob.matches(rule.probe(), probe));
  }

  /** Of each name and severity the first, unless it says that there is to be none. */
  private List<AlertRule> first(Predicate<AlertRule> meant) {
    Map<String, AlertRule> first = new LinkedHashMap<>();
    for (AlertRule rule : rules) {
      if (meant.test(rule)) {
        if (rule.condition() == null) {
          for (Severity severity : Severity.values()) {
            first.putIfAbsent(rule.name() + "\n" + severity.word(), rule);
          }
        } else {
          first.putIfAbsent(rule.name() + "\n" + rule.severity().word(), rule);
        }
      }
    }
    return first.values().stream().filter(rule -> rule.condition() != null).toList();
  }
}
