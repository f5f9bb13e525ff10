// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the rationale names are there. */
class ComplaintsTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");
  private static final Path ROOT = Path.of(System.getProperty("domestik.root"));

  @Test
  void eachOfTwentyComplaintsHasTestsThatAreThere() throws IOException {
    String page = Files.readString(ROOT.resolve("server/RATIONALE.md"));
    String table = page.substring(page.indexOf("| complaint | shown by |"));
    List<String> rows = table.lines().skip(2).takeWhile(it -> it.startsWith("|")).toList();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(20);
    List<String> absent = new ArrayList<>();
    for (String row : rows) {
      Matcher named = NAMED.matcher(row);
      assertThat(named.results()).as(row).isNotEmpty();
      named.reset();
      while (named.find()) {
        if (!source(named.group(1)).contains(" void " + named.group(2) + "(")) {
          absent.add(named.group());
        }
      }
    }
    assertThat(absent).isEmpty();
  }

  private static String source(String test) throws IOException {
    for (String module : List.of("server", "storage", "system-tests")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        Path file = files.filter(it -> it.endsWith(test + ".java")).findFirst().orElse(null);
        if (file != null) {
          return Files.readString(file);
        }
      }
    }
    return "";
  }
}
