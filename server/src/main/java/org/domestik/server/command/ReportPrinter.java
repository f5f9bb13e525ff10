// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.domestik.server.json.JsonTree;
import org.domestik.server.operation.Report;
import org.jspecify.annotations.Nullable;

/** Prints reports for people, as columns, or for programs, as a JSON list of objects. */
final class ReportPrinter {
  private static final String GAP = "  ";

  private final PrintStream out;

  ReportPrinter(PrintStream out) {
    this.out = out;
  }

  void print(Report report, boolean json) {
    if (json) {
      out.println(json(report));
    } else {
      columns(report);
      if (report.rows().isEmpty()) {
        out.println("(nothing)");
      }
    }
  }

  private static String json(Report report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JsonTree.FACTORY.createGenerator(text)) {
      JsonTree.write(generator, report.maps());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written but memory.
    }
    return text.toString();
  }

  private void columns(Report report) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(report.columns());
    for (List<@Nullable Object> row : report.rows()) {
      lines.add(row.stream().map(ReportPrinter::shown).toList());
    }
    int[] widths = new int[report.columns().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (int number = 0; number < lines.size(); number++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - lines.get(number).get(i).length());
        boolean right =
            !report.rows().isEmpty() && report.rows().getFirst().get(i) instanceof Number;
        text.append(right ? padding : "").append(lines.get(number).get(i));
        text.append(right ? "" : padding).append(GAP);
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String shown(@Nullable Object cell) {
    return switch (cell) {
      case null -> "";
      case Double number when number == Math.rint(number) && Math.abs(number) < 0x1p63 ->
          Long.toString(number.longValue());
      case List<?> list -> {
        List<String> entries = list.stream().map(ReportPrinter::shown).toList();
        boolean sentences = entries.stream().anyMatch(entry -> entry.contains(" "));
        yield String.join(sentences ? "; " : " ", entries);
      }
      default -> cell.toString().replaceAll("\\p{Cntrl}", " ");
    };
  }
}
