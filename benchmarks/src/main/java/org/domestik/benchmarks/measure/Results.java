// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The page of results, as Markdown; written anew after each table, so that a stop loses nothing.
 */
public final class Results {
  private final Path file;
  private final StringBuilder page = new StringBuilder();
  private List<List<String>> table = new ArrayList<>();

  public Results(Path file) {
    this.file = file;
  }

  public void text(String text) throws IOException {
    System.out.println(text);
    page.append(text).append("\n\n");
    Files.writeString(file, page);
  }

  /** Begins a table. */
  public void head(String... cells) {
    table = new ArrayList<>(List.of(List.of(cells)));
  }

  public void row(String... cells) {
    System.out.println(String.join(" | ", cells));
    table.add(List.of(cells));
  }

  /** Ends the table. */
  public void end() throws IOException {
    for (int i = 0; i < table.size(); i++) {
      page.append("| ").append(String.join(" | ", table.get(i))).append(" |\n");
      if (i == 0) {
        page.append("|---".repeat(table.getFirst().size())).append("|\n");
      }
    }
    page.append('\n');
    Files.writeString(file, page);
  }

  /** A number with three digits that count. */
  public static String number(double number) {
    if (!Double.isFinite(number)) {
      return "–";
    }
    double size = Math.abs(number);
    if (size >= 1e6) {
      return String.format(Locale.ROOT, "%.2f M", number / 1e6);
    }
    if (size >= 1e4) {
      return String.format(Locale.ROOT, "%.0f k", number / 1e3);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", number);
  }
}
