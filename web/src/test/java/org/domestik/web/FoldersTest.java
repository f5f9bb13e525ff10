// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages' modules lie in folders that depend on each other one way. */
class FoldersTest {
  private static final Path SCRIPTS = Path.of("src/main/resources/web/js");

  /** From the ground up: each may use itself and those before it. */
  private static final List<String> FOLDERS =
      List.of("core", "data", "graph", "header", "pages/parts", "pages", "");

  private static final Pattern IMPORT =
      Pattern.compile(
          "(?:^import (?:[^;]*? from )?|\\bimport\\()\"(\\.[^\"]+)\"", Pattern.MULTILINE);
  private static final int MOST_FILES = 20;

  @Test
  void foldersDependOneWay() {
    List<String> back = new ArrayList<>();
    imports()
        .forEach(
            (file, imported) ->
                imported.stream()
                    .filter(to -> floor(to) > floor(file))
                    .forEach(to -> back.add(file + " uses " + to)));
    assertThat(back).isEmpty();
  }

  @Test
  void aPageUsesNoOtherPage() {
    assertThat(imports().entrySet())
        .filteredOn(each -> folder(each.getKey()).equals("pages"))
        .hasSizeGreaterThan(5)
        .allSatisfy(
            each -> assertThat(each.getValue()).noneMatch(to -> folder(to).equals("pages")));
  }

  @Test
  void noModuleUsesItselfByWayOfOthers() {
    Map<String, Set<String>> imports = imports();
    for (String file : imports.keySet()) {
      assertThat(reached(imports, file)).as("%s leads back to itself", file).doesNotContain(file);
    }
  }

  @Test
  void everyModuleIsUsed() {
    Map<String, Set<String>> imports = imports();
    Set<String> unused = new TreeSet<>(imports.keySet());
    unused.removeAll(reached(imports, "main.js"));
    assertThat(unused).containsExactly("main.js", "types.js");
  }

  @Test
  void aFolderCanBeLookedThroughAtOnce() {
    Map<String, Integer> files = new TreeMap<>();
    imports().keySet().forEach(file -> files.merge(folder(file), 1, Integer::sum));
    assertThat(files.keySet()).containsExactlyInAnyOrderElementsOf(FOLDERS);
    assertThat(files.values())
        .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  void theReadmeTellsOfEveryModule() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(imports().keySet())
        .allSatisfy(file -> assertThat(readme).contains("`" + Path.of(file).getFileName() + "`"));
  }

  private static Set<String> reached(Map<String, Set<String>> imports, String from) {
    Set<String> found = new HashSet<>();
    List<String> open = new ArrayList<>(imports.get(from));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (found.add(next)) {
        open.addAll(imports.get(next));
      }
    }
    return found;
  }

  /** What each module imports, now or when it needs it. */
  private static Map<String, Set<String>> imports() {
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      Map<String, Set<String>> found = new TreeMap<>();
      files
          .filter(file -> file.toString().endsWith(".js"))
          .forEach(file -> found.put(name(file), imports(file)));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> imports(Path file) {
    try {
      Set<String> found = new TreeSet<>();
      IMPORT
          .matcher(Files.readString(file))
          .results()
          .forEach(match -> found.add(name(file.resolveSibling(match.group(1)).normalize())));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return SCRIPTS.relativize(file).toString();
  }

  private static int floor(String file) {
    int floor = FOLDERS.indexOf(folder(file));
    assertThat(floor).as("folder of %s", file).isNotNegative();
    return floor;
  }

  private static String folder(String file) {
    Path folder = Path.of(file).getParent();
    return folder == null ? "" : folder.toString();
  }
}
