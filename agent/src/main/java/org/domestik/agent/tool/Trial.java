// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.PrintStream;
import java.util.Locale;
import org.domestik.agent.reading.Reading;
import org.domestik.lua.LuaCost;
import org.domestik.model.Json;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;

/** One run of a script for its author's eyes: what it returned, and what that cost. */
record Trial(Reading reading, LuaCost cost, String printed) {
  /** Prints what the script printed, values, types and cost. */
  void show(PrintStream out) {
    if (!printed.isEmpty()) {
      out.println(shown(printed));
      out.println();
    }
    Sample sample = reading.sample();
    String fault = reading.fault();
    if (fault != null) {
      out.println(fault);
      out.println();
    }
    if (!reading.unknown().isEmpty()) {
      reading.unknown().forEach(out::println);
      out.println();
    }
    if (sample == null && fault == null && reading.unknown().isEmpty()) {
      out.println("nothing: in two runs the script returned nil or an empty table");
    } else if (sample != null) {
      ProbeDescription types = ProbeDescription.infer(sample);
      out.println("probe " + sample.probe());
      for (Row row : sample.rows()) {
        out.println(row.key().isEmpty() ? "" : "  " + String.join(" / ", row.key()));
        for (int i = 0; i < row.names().size(); i++) {
          out.println(line(row.names().get(i), row.value(i), types));
        }
      }
    }
    out.println();
    out.println(
        "cost: %d µs, %d instructions, %d KiB of memory, %d bytes read"
            .formatted(
                cost.micros(), cost.instructions(), cost.memoryBytes() >> 10, cost.readBytes()));
  }

  /** What a script printed, so that nobody takes it for its result. */
  static String shown(String printed) {
    return "printed:\n" + printed.strip().indent(2).stripTrailing();
  }

  private String line(String name, double value, ProbeDescription types) {
    ValueDescription described =
        reading.description() == null ? null : reading.description().value(name);
    ValueDescription seen = types.value(name);
    String type = seen == null ? "" : seen.type().name().toLowerCase(Locale.ROOT);
    String unit = described == null || described.unit() == null ? "" : " " + described.unit();
    return "    %-20s %s%s  (%s)".formatted(name, Json.write(value), unit, type);
  }
}
