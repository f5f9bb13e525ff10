// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.outbox;

import java.util.List;
import java.util.Map;
import org.domestik.lua.LuaCost;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.Run.Outcome;
import org.domestik.model.description.ProbeDescription;

/** The built-in probe {@code probe_cost}: what every run of every script cost. */
final class ProbeCost {
  static final String NAME = "probe_cost";

  static final ProbeDescription DESCRIPTION =
      ProbeDescription.fromTree(
          Map.of(
              "title",
              "Cost of probes",
              "key",
              "script",
              "values",
              List.of(
                  Map.of("name", "micros", "unit", "µs", "title", "duration"),
                  Map.of("name", "instructions", "title", "Lua instructions"),
                  Map.of("name", "memory_bytes", "unit", "B", "title", "Lua memory"),
                  Map.of("name", "read_bytes", "unit", "B", "title", "read from files"),
                  Map.of("name", "failed", "title", "failed runs")),
              "graph",
              List.of(
                  Map.of("title", "Cost of probes: time", "values", List.of("micros")),
                  Map.of(
                      "title", "Cost of probes: instructions", "values", List.of("instructions")),
                  Map.of(
                      "title",
                      "Cost of probes: memory",
                      "values",
                      List.of("memory_bytes", "read_bytes"),
                      "base",
                      1024L),
                  Map.of("title", "Cost of probes: failures", "values", List.of("failed")))),
          NAME);

  private static final List<String> VALUES =
      List.of("micros", "instructions", "memory_bytes", "read_bytes", "failed");

  private ProbeCost() {}

  static Sample sample(Run run, LuaCost cost) {
    double[] values = {
      run.micros(),
      cost.instructions(),
      cost.memoryBytes(),
      cost.readBytes(),
      run.outcome() == Outcome.FAILED || run.outcome() == Outcome.QUARANTINED ? 1 : 0
    };
    return new Sample(NAME, run.time(), List.of(new Row(List.of(run.script()), VALUES, values)));
  }
}
