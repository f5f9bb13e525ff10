// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.domestik.agent.machine.Reading;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.script.Growth;
import org.domestik.agent.script.Script;
import org.domestik.lua.LuaCost;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** A Munin plugin with what it said about itself and what its counters were. For one thread. */
final class MuninScript implements Script {
  /** Munin asks for the config every time; a new file system's field may wait this long. */
  private static final Duration CONFIG_HOLDS = Duration.ofMinutes(5);

  private final MuninPlugin plugin;
  private final Growth growth;
  private List<MuninGraph> graphs = List.of();
  private Instant configured = Instant.MIN;

  /** Whether it prints its values with its config, so that one call is enough. */
  private boolean dirty;

  private LuaCost cost = LuaCost.NONE;
  private long printed;

  /**
   * @param ticks nanoseconds of a clock that never jumps
   */
  MuninScript(MuninPlugin plugin, LongSupplier ticks) {
    this.plugin = plugin;
    this.growth = new Growth(ticks);
  }

  @Override
  public List<Reading> readings(Instant time) {
    long start = System.nanoTime();
    printed = 0;
    try {
      growth.begin();
      return readings(time, values(time));
    } catch (BadInput e) {
      throw e.at(plugin.script());
    } finally {
      cost = new LuaCost((System.nanoTime() - start) / 1000, 0, 0, printed);
    }
  }

  private List<MuninPart> values(Instant time) {
    boolean old =
        configured.equals(Instant.MIN)
            || Duration.between(configured, time).abs().compareTo(CONFIG_HOLDS) >= 0;
    if (dirty || old) {
      List<MuninPart> config = configure(time);
      if (dirty) {
        return config;
      }
    }
    List<MuninPart> values = ask(null);
    if (!old && !values.stream().allMatch(this::known)) {
      configure(time);
    }
    return values;
  }

  private List<MuninPart> configure(Instant time) {
    List<MuninPart> config = ask("config");
    dirty = config.stream().anyMatch(MuninPart::hasValues);
    graphs = MuninGraph.of(plugin.plugin(), config, plugin.config().every().toString());
    configured = time;
    return config;
  }

  private List<MuninPart> ask(@Nullable String word) {
    String text = plugin.ask(word);
    printed += text.length();
    return MuninText.read(text);
  }

  private boolean known(MuninPart values) {
    return graphs.stream().anyMatch(it -> it.knows(values));
  }

  private List<Reading> readings(Instant time, List<MuninPart> values) {
    List<Reading> readings = new ArrayList<>();
    for (MuninGraph graph : graphs) {
      readings.add(graph.reading(time, values, growth));
    }
    return readings;
  }

  @Override
  public LuaCost cost() {
    return cost;
  }

  @Override
  public void close() {
    graphs = List.of(); // No program runs between two readings.
  }
}
