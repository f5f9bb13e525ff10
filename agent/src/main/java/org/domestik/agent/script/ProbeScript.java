// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.reading.Reading;
import org.domestik.lua.LuaCost;
import org.domestik.lua.LuaFailure;
import org.domestik.lua.LuaHost;
import org.domestik.lua.LuaLimits;
import org.domestik.lua.LuaSandbox;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** One version of one script in its own Lua state. For one thread. */
public final class ProbeScript implements Script {
  /** What an empty Lua table may be. */
  private static final Set<Object> EMPTY = Set.of(List.of(), Map.of());

  private final String script;
  private final String defaultProbe;
  private final LuaHost host;
  private final @Nullable Long lastReturn;
  private final LuaSandbox sandbox;
  private final LuaSandbox.Script compiled;
  private @Nullable ProbeDescription description;

  /** What the author said, until values that were left out are known from a sample. */
  private @Nullable Map<String, ?> unfinished;

  /** What the author said when the description was read, and of which probe. */
  private @Nullable Map<String, ?> author;

  private String described = "";

  /** Where a fault found now is, and where the latest values came from. */
  private String place = "";

  private String returned = "";

  /**
   * @throws LuaFailure if it does not compile
   */
  public ProbeScript(ProbeFile file, String source, LuaLimits limits, LuaHost host)
      throws LuaFailure {
    this.script = file.script();
    this.defaultProbe = file.name();
    this.host = host;
    this.lastReturn = lastReturn(source);
    this.sandbox = new LuaSandbox(limits, host);
    try {
      sandbox.capture("probe");
      host.captured("").forEach(sandbox::define);
      this.compiled = sandbox.compile(script, source);
    } catch (LuaFailure | RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /**
   * Runs the script once.
   *
   * @param time of the sample
   * @throws LuaFailure from the script
   * @throws BadInput if what it returned is no sample; names script, key and value
   */
  public Reading run(Instant time) throws LuaFailure {
    host.begins();
    List<@Nullable Object> results = compiled.run();
    place = script;
    try {
      String probe = probe(results.get(2));
      returned = place(results.get(3) == null ? lastReturn : results.get(3));
      place = place(results.getFirst() instanceof Map<?, ?> map ? map.get("probe line") : null);
      describe(results.getFirst(), probe, results.get(1));
      place = returned;
      ProbeDescription current = description;
      // The default is a file's name, which nobody has looked at yet.
      String fed = Names.probe(current == null ? probe : current.probe());
      Sample sample = SampleReader.read(fed, levels(current), time, results.get(1));
      return new Reading(fed, sample, current);
    } catch (BadInput e) {
      throw e.at(place);
    }
  }

  private String place(@Nullable Object line) {
    return line == null ? script : script + ":" + line;
  }

  /** The line of the return that ends a script; null where that is not on a line of its own. */
  private static @Nullable Long lastReturn(String source) {
    Long found = null;
    long number = 0;
    for (String line : source.lines().toList()) {
      number++;
      found = line.matches("return\\b.*") ? Long.valueOf(number) : found;
    }
    return found;
  }

  @Override
  public String printed() {
    return sandbox.printed();
  }

  @Override
  public List<Reading> readings(Instant time) throws LuaFailure {
    return List.of(run(time));
  }

  private String probe(@Nullable Object name) {
    if (name == null) {
      return defaultProbe;
    }
    if (name instanceof String text) {
      return Names.probe(text);
    }
    throw new BadInput("the second result is the name of a probe, not " + name);
  }

  @SuppressWarnings("unchecked") // fromTree checks every key and value and names the wrong one.
  private void describe(@Nullable Object captured, String probe, @Nullable Object result) {
    if (captured instanceof Map<?, ?> map && map.get("probe") instanceof Map<?, ?> tree) {
      // Mostly it is as in the run before, and to read it again would cost more than the run.
      boolean known = tree.equals(author) && probe.equals(described);
      unfinished = known ? null : (Map<String, ?>) tree;
    } else if (captured instanceof Map<?, ?> map && map.containsKey("probe")) {
      unfinished = Map.of();
    }
    if (unfinished != null) {
      description = finished(unfinished, probe, result);
    }
    ProbeDescription current = description;
    if (current != null && !current.probe().equals(probe) && !probe.equals(defaultProbe)) {
      throw new BadInput(
          "its description is of the probe \""
              + current.probe()
              + "\", but it returns values for \""
              + probe
              + "\"");
    }
  }

  private static int levels(@Nullable ProbeDescription current) {
    return current == null || current.keys().isEmpty() && current.values().isEmpty()
        ? -1
        : current.keys().size();
  }

  /** What an author left out is inferred: keys and values where no values are named. */
  private ProbeDescription finished(Map<String, ?> tree, String probe, @Nullable Object result) {
    if (tree.containsKey("values") && !EMPTY.contains(tree.get("values"))) {
      ProbeDescription whole = ProbeDescription.fromTree(tree, probe);
      unfinished = null;
      author = tree;
      described = probe;
      return whole;
    }
    // What reads values cannot be checked before they are known.
    Map<String, Object> whole = new HashMap<>(tree);
    whole.keySet().removeAll(Set.of("derived", "graph", "leak"));
    ProbeDescription start = ProbeDescription.fromTree(whole, probe);
    String before = place;
    place = returned; // What is wrong here is no fault of the description's.
    Sample sample = SampleReader.read(start.probe(), levels(start), Instant.EPOCH, result);
    place = before;
    if (sample == null) {
      return start;
    }
    Map<String, Object> guessed = ProbeDescription.infer(sample).toTree();
    whole.putAll(tree);
    whole.put("values", guessed.getOrDefault("values", List.of()));
    if (start.keys().isEmpty()) {
      whole.put("key", guessed.getOrDefault("key", List.of()));
    }
    ProbeDescription finished = ProbeDescription.fromTree(whole, probe);
    unfinished = null;
    return finished;
  }

  @Override
  public LuaCost cost() {
    return sandbox.cost();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
