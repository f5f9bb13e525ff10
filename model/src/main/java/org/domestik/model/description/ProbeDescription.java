// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * What a probe says about itself, or what was inferred from its first sample.
 *
 * @param probe the server-side probe, {@code [a-z_][a-z0-9_]*}
 * @param title null: the name
 * @param every how often it runs; null: the agent's default
 * @param keys the names of the key's levels, outermost first; empty for a flat table of values
 * @param values in column order, at least one
 * @param derived in column order
 * @param archive null: the server's policy
 * @param graphs at least one
 * @param leak the (derived) value watched for leaks; null: none
 * @param alert as the author wrote it, carried for whoever evaluates it
 * @param inferred whether this was guessed from a sample rather than said by the author
 */
public record ProbeDescription(
    String probe,
    @Nullable String title,
    @Nullable Span every,
    List<String> keys,
    List<ValueDescription> values,
    List<DerivedValue> derived,
    @Nullable ArchivePolicy archive,
    List<Graph> graphs,
    @Nullable String leak,
    Map<String, Object> alert,
    boolean inferred) {

  /** The most values, derived ones among them, that a probe may have. */
  public static final int MAX_COLUMNS = 200;

  private static final List<String> ARCHIVE_SUFFIXES =
      List.of("_min", "_max", "_avg", "_sum", "_count", "_min_time", "_max_time");

  public ProbeDescription {
    Names.probe(probe);
    keys = List.copyOf(keys);
    values = List.copyOf(values);
    derived = List.copyOf(derived);
    graphs = graphs.isEmpty() ? List.of(Graph.DEFAULT) : List.copyOf(graphs);
    alert = Map.copyOf(alert);
    keys.forEach(key -> Names.column("key", key));
    checkColumns(keys, values, derived);
    checkReferences(values, derived, graphs, leak);
  }

  private static void checkColumns(
      List<String> keys, List<ValueDescription> values, List<DerivedValue> derived) {
    if (values.size() + derived.size() > MAX_COLUMNS) {
      throw new BadInput("a probe has at most " + MAX_COLUMNS + " values");
    }
    Set<String> taken = new HashSet<>();
    keys.forEach(key -> take(taken, key, key));
    for (ValueDescription value : values) {
      takeAll(taken, value.name());
    }
    for (DerivedValue value : derived) {
      takeAll(taken, value.name());
    }
  }

  // Also the archive's names, or the values "a" and "a_min" would need one column twice.
  private static void takeAll(Set<String> taken, String name) {
    take(taken, name, name);
    ARCHIVE_SUFFIXES.forEach(suffix -> take(taken, name + suffix, name));
  }

  private static void take(Set<String> taken, String column, String name) {
    if (!taken.add(column)) {
      throw new BadInput("\"" + name + "\" needs the column \"" + column + "\", already taken");
    }
  }

  private static void checkReferences(
      List<ValueDescription> values,
      List<DerivedValue> derived,
      List<Graph> graphs,
      @Nullable String leak) {
    Set<String> known = new HashSet<>();
    values.forEach(value -> known.add(value.name()));
    for (DerivedValue value : derived) {
      for (String operand : value.expression().operands()) {
        if (!known.contains(operand)) {
          throw new BadInput(
              "derived."
                  + value.name()
                  + " reads \""
                  + operand
                  + "\", which is no value of "
                  + known);
        }
      }
    }
    derived.forEach(value -> known.add(value.name()));
    for (Graph graph : graphs) {
      for (String value : graph.values()) {
        requireKnown("graph.values", value, known);
      }
    }
    if (leak != null) {
      requireKnown("leak", leak, known);
    }
  }

  private static void requireKnown(String where, String name, Set<String> known) {
    if (!known.contains(name)) {
      throw new BadInput(where + " names \"" + name + "\", which is no value of " + known);
    }
  }

  /**
   * Reads a description from the plain maps, lists, strings, numbers and booleans that a Lua table
   * or a JSON object becomes, or throws {@link BadInput} with the path of the fault.
   *
   * @param defaultName the probe's name where the description gives none
   */
  public static ProbeDescription fromTree(Map<String, ?> tree, String defaultName) {
    return new DescriptionReader(tree, defaultName).read();
  }

  /** The description as plain maps, lists and strings that {@link #fromTree} reads back. */
  public Map<String, Object> toTree() {
    return DescriptionWriter.toTree(this);
  }

  /**
   * The description a sample without one gets: keys {@code key}, or {@code key1}, {@code key2}…;
   * every value seen by name, integer unless it has a fraction.
   */
  public static ProbeDescription infer(Sample sample) {
    return Evolution.infer(sample);
  }

  /** What was guessed of a probe: its columns, and nothing else. */
  public static ProbeDescription inferred(
      String probe, List<String> keys, List<ValueDescription> values) {
    return new ProbeDescription(
        probe, null, null, keys, values, List.of(), null, List.of(), null, Map.of(), true);
  }

  /**
   * This description widened so that what {@code newer} describes fits too: values added, integers
   * made real, titles, units, graphs and policy as {@code newer} has them. Where nobody described
   * the probe, levels may follow those that the key has.
   *
   * @throws BadInput where that would lose data: another number of key levels, or other key names
   *     unless this one was inferred
   */
  public ProbeDescription evolve(ProbeDescription newer) {
    return Evolution.evolve(this, newer);
  }

  /** The value of that name, null if there is none (or it is derived). */
  public @Nullable ValueDescription value(String name) {
    for (ValueDescription value : values) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    return null;
  }
}
