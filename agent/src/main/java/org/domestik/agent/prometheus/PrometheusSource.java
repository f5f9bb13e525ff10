// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.Script;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.lua.LuaCost;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Something that speaks Prometheus' text format.
 *
 * @param source the key of its values
 */
record PrometheusSource(String script, String source, Text text, PrometheusConfig config)
    implements ScriptFile {
  /** Where the text comes from. */
  interface Text {
    /**
     * The text as it is now.
     *
     * @param now for how old it may be
     * @throws BadInput if it is too old, or comes too slowly
     */
    Said open(Instant now) throws IOException;

    Duration longest();
  }

  /**
   * What it says.
   *
   * @param written when; null: just then
   */
  record Said(InputStream in, @Nullable Instant written) implements Closeable {
    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public String place() {
    return text.toString();
  }

  /** Always the same: what a file says changes, and its counters go on. */
  @Override
  public String version() {
    return place();
  }

  @Override
  public String name() {
    return script;
  }

  @Override
  public Duration longest(AgentConfig agent) {
    return text.longest();
  }

  @Override
  public Script open(ScriptContext context) {
    return new Running(new MetricTables(config, source));
  }

  private final class Running implements Script {
    private final MetricTables tables;
    private LuaCost cost = LuaCost.NONE;

    Running(MetricTables tables) {
      this.tables = tables;
    }

    @Override
    public List<Reading> readings(Instant time) {
      long start = System.nanoTime();
      long bytes = 0;
      try (Said said = text.open(time)) {
        TextLines lines = new TextLines(said.in(), PrometheusConfig.MOST_BYTES);
        try {
          return tables.readings(time, start, lines, said.written());
        } finally {
          bytes = lines.bytes();
        }
      } catch (BadInput e) {
        throw e.at(script);
      } catch (IOException e) {
        throw new BadInput(script + ": cannot be read: " + text + ": " + e.getMessage(), e);
      } finally {
        cost = new LuaCost((System.nanoTime() - start) / 1000, 0, 0, bytes);
      }
    }

    @Override
    public @Nullable String leftOut() {
      String left = tables.leftOut().text();
      return left == null ? null : script + ": left out: " + left;
    }

    @Override
    public LuaCost cost() {
      return cost;
    }

    @Override
    public void close() {
      // Nothing is held between two readings.
    }
  }
}
