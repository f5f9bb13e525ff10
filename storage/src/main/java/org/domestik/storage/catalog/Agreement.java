// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.domestik.model.BadInput;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.Graph;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/**
 * How what one host says of a probe goes together with what is in force for all.
 *
 * <p>What adds is taken from anybody: values, wider types, derived values of new names. Words that
 * change no number's meaning (titles, graphs, how often it runs, what is watched) are those of the
 * host that came first. Another unit or another formula is taken only while no other host has data
 * of the probe; else it waits for the operator. An archive policy never is part of it: each host's
 * holds for its own rows.
 */
public final class Agreement {
  private final ProbeDescription inForce;
  private final @Nullable ProbeDescription operator;

  /** With what is in force, and what the operator said of it; null: nothing. */
  public Agreement(ProbeDescription inForce, @Nullable ProbeDescription operator) {
    this.inForce = inForce;
    this.operator = operator;
  }

  /** What is in force once a host said this too. */
  ProbeDescription with(ProbeDescription said, Feeders feeders) {
    ProbeDescription words = withArchive(said, null);
    if (operator == null) {
      return taken(words, feeders);
    }
    boolean sameLevels = words.keys().size() == operator.keys().size();
    return taken(sameLevels ? copy(words, inForce.keys(), null, true) : words, feeders)
        .evolve(operator);
  }

  /** What the tables would have to be for all that a host says, if it were to be taken. */
  public ProbeDescription widest(ProbeDescription said) {
    try {
      return with(said, Feeders.NOBODY);
    } catch (BadInput e) {
      return with(copy(said, said.keys(), null, false), Feeders.NOBODY); // It may be all that is.
    }
  }

  private ProbeDescription taken(ProbeDescription said, Feeders feeders) {
    if (feeders.alone()) {
      return inForce.evolve(said);
    }
    boolean leads = !said.inferred() && (feeders.leads() || inForce.inferred());
    ProbeDescription whole;
    try {
      whole = inForce.evolve(said);
    } catch (BadInput e) {
      // A name somebody else took for another thing must not cost the rows of this host.
      whole = inForce.evolve(copy(said, said.keys(), null, false));
      leads = false;
    }
    return restrained(said, whole, leads);
  }

  private ProbeDescription restrained(
      ProbeDescription said, ProbeDescription whole, boolean leads) {
    ProbeDescription words = leads ? whole : inForce;
    return new ProbeDescription(
        inForce.probe(),
        words.title(),
        words.every(),
        whole.keys(),
        whole.values().stream().map(value -> restrained(value, leads)).toList(),
        whole.derived().stream().map(value -> restrained(value, leads)).toList(),
        inForce.archive(),
        leads
            ? drawn(said.graphs(), inForce.graphs(), name -> !has(said, name))
            : drawn(inForce.graphs(), whole.graphs(), name -> !has(inForce, name)),
        words.leak(),
        words.alert(),
        whole.inferred());
  }

  /** Graphs that also draw those values of others that are wanted and that they do not draw. */
  private static List<Graph> drawn(
      List<Graph> graphs, List<Graph> others, Predicate<String> wanted) {
    Set<String> drawn = new HashSet<>();
    graphs.forEach(graph -> drawn.addAll(graph.values()));
    List<Graph> all = new ArrayList<>(graphs);
    if (graphs.stream().anyMatch(graph -> graph.values().isEmpty())) {
      return all; // That one draws whatever there is.
    }
    for (Graph other : others) {
      List<String> more = other.values().stream().filter(wanted).filter(drawn::add).toList();
      if (!more.isEmpty()) {
        Graph like = withValues(other, List.of());
        int place = all.stream().map(it -> withValues(it, List.of())).toList().indexOf(like);
        List<String> values = new ArrayList<>(place < 0 ? List.of() : all.get(place).values());
        values.addAll(more);
        if (place < 0) {
          all.add(withValues(other, values));
        } else {
          all.set(place, withValues(other, values));
        }
      }
    }
    return all;
  }

  private static Graph withValues(Graph graph, List<String> values) {
    return new Graph(graph.title(), values, graph.style(), graph.base(), graph.info());
  }

  private static boolean has(ProbeDescription description, String name) {
    return description.value(name) != null || derived(description, name) != null;
  }

  private ValueDescription restrained(ValueDescription value, boolean leads) {
    ValueDescription old = inForce.value(value.name());
    return old == null
        ? value
        : new ValueDescription(
            value.name(),
            value.type(),
            old.unit() == null && leads ? value.unit() : old.unit(),
            leads ? value.title() : old.title());
  }

  private DerivedValue restrained(DerivedValue value, boolean leads) {
    DerivedValue old = derived(inForce, value.name());
    return old == null
        ? value
        : new DerivedValue(
            value.name(),
            old.expression(),
            old.unit() == null && leads ? value.unit() : old.unit(),
            leads ? value.title() : old.title());
  }

  /** What of a host's words is not in force; empty if all is. */
  public List<String> differences(ProbeDescription said) {
    List<String> found = new ArrayList<>();
    if (said.inferred()) {
      return found;
    }
    if (operator == null) {
      note(found, "title", said.title(), inForce.title());
      note(found, "every", said.every(), inForce.every());
      note(found, "leak", said.leak(), inForce.leak());
      // Which values they draw differs from machine to machine.
      List<Graph> there =
          inForce.graphs().stream().map(graph -> withValues(graph, List.of())).toList();
      if (!said.graphs().equals(List.of(Graph.DEFAULT))
          && !said.graphs().stream().allMatch(it -> there.contains(withValues(it, List.of())))) {
        found.add("another graph");
      }
      if (!said.alert().isEmpty() && !said.alert().equals(inForce.alert())) {
        found.add("another alert");
      }
    }
    for (ValueDescription value : said.values()) {
      ValueDescription there = inForce.value(value.name());
      ValueDescription operators = operator == null ? null : operator.value(value.name());
      if (there != null && operators == null) {
        note(found, "unit of " + value.name(), value.unit(), there.unit());
        note(found, "title of " + value.name(), value.title(), there.title());
      }
    }
    for (DerivedValue value : said.derived()) {
      if (operator == null || derived(operator, value.name()) == null) {
        note(found, value, derived(inForce, value.name()));
      }
    }
    return found;
  }

  private static void note(List<String> found, DerivedValue value, @Nullable DerivedValue there) {
    note(
        found,
        value.name(),
        value.expression().text(),
        there == null ? null : there.expression().text());
    if (there != null) {
      note(found, "unit of " + value.name(), value.unit(), there.unit());
      note(found, "title of " + value.name(), value.title(), there.title());
    }
  }

  private static void note(
      List<String> found, String what, @Nullable Object said, @Nullable Object there) {
    if (said != null && !said.equals(there)) {
      found.add(what + " \"" + said + "\", not " + (there == null ? "none" : "\"" + there + "\""));
    }
  }

  private static @Nullable DerivedValue derived(ProbeDescription description, String name) {
    for (DerivedValue value : description.derived()) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    return null;
  }

  /**
   * A host's words as they are kept; null if nothing of them is its own.
   *
   * @param next what is in force now that it said them
   * @param before its archive policy until now, which no word without one takes back
   */
  public static @Nullable ProbeDescription own(
      ProbeDescription next,
      @Nullable ProbeDescription operator,
      ProbeDescription said,
      @Nullable ArchivePolicy before) {
    ArchivePolicy archive = said.archive() == null ? before : said.archive();
    return archive == null && new Agreement(next, operator).differences(said).isEmpty()
        ? null
        : withArchive(said, archive);
  }

  /** The same with another archive policy; null: none. */
  public static ProbeDescription withArchive(
      ProbeDescription said, @Nullable ArchivePolicy archive) {
    return Objects.equals(said.archive(), archive) ? said : copy(said, said.keys(), archive, true);
  }

  /** The same with other keys. */
  static ProbeDescription withKeys(ProbeDescription said, List<String> keys) {
    return copy(said, keys, said.archive(), true);
  }

  /**
   * The same with other keys and another policy.
   *
   * @param all false: without derived values and what may name them
   */
  private static ProbeDescription copy(
      ProbeDescription said, List<String> keys, @Nullable ArchivePolicy archive, boolean all) {
    return new ProbeDescription(
        said.probe(),
        said.title(),
        said.every(),
        keys,
        said.values(),
        all ? said.derived() : List.of(),
        archive,
        all ? said.graphs() : List.of(),
        all ? said.leak() : null,
        said.alert(),
        said.inferred());
  }
}
