// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.Script;
import org.domestik.lua.LuaCost;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/** A Munin plugin with what it said about itself and what its counters were. For one thread. */
final class MuninScript implements Script {
  /** Munin asks for the config every time; a new file system's field may wait this long. */
  private static final Duration CONFIG_HOLDS = Duration.ofMinutes(5);

  private final MuninPlugin plugin;
  private final MuninRun run;
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
    this.run = new MuninRun(ticks);
  }

  @Override
  public List<Reading> readings(Instant time) {
    long start = System.nanoTime();
    printed = 0;
    try {
      run.begin(time);
      return readings(values(time));
    } catch (BadInput e) {
      throw e.at(plugin.script());
    } finally {
      cost = new LuaCost((System.nanoTime() - start) / 1000, 0, 0, printed);
    }
  }

  /** By graph: what was printed as its fields' values. */
  private Map<String, MuninPart> values(Instant time) {
    boolean old =
        configured.equals(Instant.MIN)
            || Duration.between(configured, time).abs().compareTo(CONFIG_HOLDS) >= 0;
    if (dirty || old) {
      List<MuninPart> config = configure(time);
      if (dirty) {
        return MuninGraph.placed(graphs, config);
      }
    }
    List<MuninPart> values = ask(null);
    if (!old && !MuninGraph.know(graphs, values)) {
      configure(time);
    }
    return MuninGraph.placed(graphs, values);
  }

  private List<MuninPart> configure(Instant time) {
    List<MuninPart> config = ask("config");
    dirty = config.stream().anyMatch(MuninPart::hasValues);
    graphs =
        MuninGraph.of(plugin.plugin(), config, plugin.config().every().toString(), host(config));
    configured = time;
    return config;
  }

  /** Whose the values are, where the plugin says so: the first to do that says it for all. */
  private @Nullable String host(List<MuninPart> config) {
    for (MuninPart part : config) {
      String host = part.about().getOrDefault(MuninText.HOST, "");
      if (!host.isEmpty() && !host.equals(plugin.host())) {
        if (!plugin.config().mayName(Names.host(host))) {
          throw new BadInput(
              MuninText.HOST
                  + " "
                  + host
                  + ": is none of those that munin.hosts allows: "
                  + plugin.config().hosts());
        }
        return host;
      }
    }
    return null;
  }

  private List<MuninPart> ask(@Nullable String word) {
    String text = plugin.ask(word);
    printed += text.length();
    return MuninText.read(plugin.plugin(), text);
  }

  private List<Reading> readings(Map<String, MuninPart> values) {
    List<Reading> readings = new ArrayList<>();
    for (MuninGraph graph : graphs) {
      readings.add(graph.reading(values, run));
    }
    String fault = run.leftOut().text();
    if (fault != null && readings.stream().allMatch(it -> it.sample() == null)) {
      throw new BadInput(fault);
    }
    return readings;
  }

  @Override
  public @Nullable String leftOut() {
    String text = run.leftOut().text();
    return text == null ? null : plugin.script() + ": left out: " + text;
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
