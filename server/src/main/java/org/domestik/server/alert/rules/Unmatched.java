// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.notify.Target;

/**
 * Finds what an operator wrote that matches nothing that is there, or that another rule of the same
 * name takes all of. It is no fault: the host may come tomorrow; but mostly somebody mistyped.
 */
public final class Unmatched {
  private final Collection<String> hosts;
  private final Map<String, ProbeDescription> descriptions;
  private final Function<String, Collection<String>> keys;
  private final Set<String> found = new LinkedHashSet<>();

  private Unmatched(
      Collection<String> hosts,
      Map<String, ProbeDescription> descriptions,
      Function<String, Collection<String>> keys) {
    this.hosts = hosts;
    this.descriptions = descriptions;
    this.keys = keys;
  }

  /**
   * A sentence for each, with the place and the nearest name; none while there is no host at all.
   *
   * @param book with all rules in force
   * @param keys the keys of a probe, their levels joined by {@code " / "}
   */
  public static List<String> of(
      AlertsFile file,
      Rulebook book,
      Collection<String> hosts,
      Map<String, ProbeDescription> descriptions,
      Function<String, Collection<String>> keys) {
    if (hosts.isEmpty()) {
      return List.of();
    }
    Unmatched unmatched = new Unmatched(hosts, descriptions, keys);
    for (int i = 0; i < file.rules().size(); i++) {
      unmatched.rule(file.rules().get(i));
      unmatched.covered(file.rules().get(i), file.rules().subList(0, i));
    }
    Set<String> names = new TreeSet<>();
    book.rules().forEach(rule -> names.add(rule.name()));
    for (Target target : file.targets()) {
      String where = "notify." + target.name();
      unmatched.all(where + ": hosts", target.hosts(), hosts, "host");
      unmatched.all(where + ": rules", target.rules(), names, "rule");
    }
    for (int i = 0; i < file.quiet().size(); i++) {
      String where = "quiet[" + (i + 1) + "]";
      unmatched.all(where + ": hosts", file.quiet().get(i).hosts(), hosts, "host");
      unmatched.all(where + ": rules", file.quiet().get(i).rules(), names, "rule");
    }
    return List.copyOf(unmatched.found);
  }

  /**
   * What of that a file says by itself, whatever is there: rules that others take all of, and
   * probes whose names are much like known ones'.
   *
   * @param probes those that everybody has
   */
  public static List<String> of(AlertsFile file, Collection<String> probes) {
    Unmatched unmatched = new Unmatched(List.of(), Map.of(), _ -> List.of());
    for (int i = 0; i < file.rules().size(); i++) {
      AlertRule rule = file.rules().get(i);
      String probe = rule.probe();
      if (probe != null && !Nearest.hint(probe, probes).isEmpty()) {
        unmatched.all(
            rule.origin() + ": " + rule.name() + ": probe",
            List.of(probe),
            probes,
            "bundled probe");
      }
      unmatched.covered(rule, file.rules().subList(0, i));
    }
    return List.copyOf(unmatched.found);
  }

  private void rule(AlertRule rule) {
    String where = rule.origin() + ": " + rule.name();
    all(where + ": hosts", rule.hosts(), hosts, "host");
    if (rule.needs() != null) {
      all(where + ": needs.host", List.of(rule.needs()), hosts, "host");
    }
    String probe = rule.probe();
    if (probe != null && all(where + ": probe", List.of(probe), descriptions.keySet(), "probe")) {
      ofProbes(rule, where, probe);
    }
  }

  /** Of one name and severity the first that matches holds: whether one before matches it all. */
  private void covered(AlertRule rule, List<AlertRule> before) {
    for (AlertRule other : before) {
      boolean same = other.condition() == null || other.severity() == rule.severity();
      if (same
          && other.name().equals(rule.name())
          && isAll(other.hosts(), rule.hosts())
          && isAll(other.keys(), rule.keys())
          && (Objects.equals(other.probe(), rule.probe()) || "*".equals(other.probe()))) {
        found.add(
            rule.origin()
                + ": "
                + rule.name()
                + ": never holds: the rule of that name at "
                + other.origin()
                + " is for all that it is for; give it another name, or put it before");
        return;
      }
    }
  }

  private static boolean isAll(List<String> globs, List<String> others) {
    return globs.contains("*") || globs.containsAll(others);
  }

  private void ofProbes(AlertRule rule, String where, String probe) {
    String value = rule.condition() == null ? null : rule.condition().value();
    Set<String> values = new TreeSet<>();
    Set<String> theirKeys = new TreeSet<>();
    boolean judged = false;
    for (ProbeDescription each : descriptions.values()) {
      if (Glob.matches(probe, each.probe())) {
        each.values().forEach(it -> values.add(it.name()));
        each.derived().forEach(it -> values.add(it.name()));
        judged |= AlertRules.check(rule, each).isEmpty();
        if (!rule.keys().contains("*")) {
          theirKeys.addAll(keys.apply(each.probe()));
        }
      }
    }
    if (value != null && !values.contains(value)) {
      all(where + ": value", List.of(value), values, "value");
    } else if (!judged) {
      found.add(where + ": its limits have the unit of none of the values that it matches");
    }
    all(where + ": keys", rule.keys(), theirKeys, "key");
  }

  /** Whether each of some globs matches something; those that do not are noted. */
  private boolean all(String where, List<String> globs, Collection<String> there, String what) {
    boolean all = true;
    for (String glob : globs) {
      if (!glob.equals("*") && there.stream().noneMatch(Glob.of(glob))) {
        found.add(
            where + ": no " + what + " is called \"" + glob + "\"" + Nearest.hint(glob, there));
        all = false;
      }
    }
    return all;
  }
}
