// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.domestik.lua.LuaDescription;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.junit.jupiter.api.Test;

/**
 * The bundled probes' pages say what their descriptions say.
 *
 * <p>A new probe need not be in the table of {@code probes/README.md} yet, so that it touches its
 * own folder only; run this test with {@code -Dtable=write} to bring the table up to date.
 */
class ProbeReadmeTest {
  private static final Path PROBES = Path.of(System.getProperty("domestik.root"), "probes");
  private static final Path TABLE = PROBES.resolve("README.md");

  private static List<Path> probes() throws IOException {
    try (Stream<Path> paths = Files.list(PROBES)) {
      return paths.filter(folder -> Files.exists(script(folder))).sorted().toList();
    }
  }

  private static Path script(Path folder) {
    return folder.resolve(folder.getFileName() + ".lua");
  }

  private static String page(Path folder) throws IOException {
    return Files.readString(folder.resolve("README.md"));
  }

  @Test
  void everyPageHasTheSameSkeleton() throws IOException {
    for (Path folder : probes()) {
      assertThat(page(folder))
          .as(folder.toString())
          .startsWith("# ")
          .containsSubsequence(ProbeCheck.SKELETON);
    }
  }

  @Test
  void everyPageListsTheValuesOfTheDescription() throws IOException {
    for (Path folder : probes()) {
      ProbeDescription description = LuaDescription.read(script(folder));
      List<String> said =
          page(folder)
              .lines()
              .filter(line -> line.startsWith("| `"))
              .map(ProbeReadmeTest::start)
              .toList();
      List<String> rows = new ArrayList<>();
      description.values().forEach(value -> rows.add(row(value)));
      description.derived().forEach(value -> rows.add(row(value.name(), value.unit(), "derived")));
      assertThat(said).as(folder.toString()).containsSequence(rows);
    }
  }

  private static String row(ValueDescription value) {
    return row(value.name(), value.unit(), value.type().name().toLowerCase(Locale.ROOT));
  }

  private static String row(String name, String unit, String type) {
    return "`" + name + "` | " + (unit == null ? "" : unit) + " | " + type;
  }

  /** The first three cells of a table's line. */
  private static String start(String line) {
    String[] cells = line.split("\\|", -1);
    return cells.length < 4
        ? line
        : cells[1].strip() + " | " + cells[2].strip() + " | " + cells[3].strip();
  }

  @Test
  void everyLineOfTheTableOfAllProbesIsTrue() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path folder : probes()) {
      rows.add(tableRow(folder));
    }
    if ("write".equals(System.getProperty("table"))) {
      writeTable(rows);
    }
    assertThat(tableLines()).isSubsetOf(new TreeSet<>(rows)).isSorted();
  }

  @Test
  void everyLineOfTheTableOnTheFirstPageIsTrue() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path folder : probes()) {
      rows.add(
          "| [%s](probes/%s/) | %s | %s |"
              .formatted(
                  folder.getFileName(),
                  folder.getFileName(),
                  sentence(page(folder)).replace("](", "](probes/"),
                  byDefault(page(folder))));
    }
    assertThat(Files.readString(PROBES.resolveSibling("README.md")).lines())
        .filteredOn(line -> line.startsWith("| [") && line.contains("](probes/"))
        .isNotEmpty()
        .isSubsetOf(new TreeSet<>(rows))
        .isSorted();
  }

  private static String sentence(String page) {
    return page.lines().skip(2).findFirst().orElse("").replace("](../", "](");
  }

  private static String byDefault(String page) {
    return page.contains("**Off** until") ? "no" : "yes";
  }

  private static String tableRow(Path folder) throws IOException {
    ProbeDescription description = LuaDescription.read(script(folder));
    String page = page(folder);
    Stream<String> names =
        Stream.concat(
            description.values().stream().map(ValueDescription::name),
            description.derived().stream().map(value -> value.name()));
    return "| [%s](%s/README.md) | %s | %s | %s | %s | %s |"
        .formatted(
            folder.getFileName(),
            folder.getFileName(),
            sentence(page),
            String.join(", ", description.keys()),
            names.collect(Collectors.joining(", ")),
            description.every(),
            byDefault(page));
  }

  private static List<String> tableLines() throws IOException {
    return Files.readString(TABLE).lines().filter(line -> line.startsWith("| [")).toList();
  }

  private static void writeTable(List<String> rows) throws IOException {
    List<String> page = new ArrayList<>(Files.readString(TABLE).lines().toList());
    int place = page.indexOf("|---|---|---|---|---|---|") + 1;
    page.removeIf(line -> line.startsWith("| ["));
    page.addAll(place, rows);
    Files.write(TABLE, page);
  }
}
