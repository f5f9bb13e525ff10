// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the pages as files; how they behave is tested in a browser. */
class PagesTest {
  private static final Path WEB = Path.of("target/classes/web");
  private static final Pattern IMPORT = Pattern.compile("(?:from|import)[ (]\"(\\.[^\"]+)\"");
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");

  @Test
  void allFilesTogetherWeighLessThan340KilobytesUncompressed() throws IOException {
    long bytes = 0;
    for (Path file : files("")) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isBetween(50_000L, 340_000L);
  }

  @Test
  void noPageAsksAnotherHostForAnything() throws IOException {
    for (Path file : files("")) {
      if (!file.startsWith(WEB.resolve("vendor")) && !file.toString().endsWith(".svg")) {
        assertThat(Files.readString(file)).as("%s", file).doesNotContain("http://", "https://");
      }
    }
  }

  @Test
  void everyImportAndLinkLeadsToAFile() throws IOException {
    for (Path file : files(".js")) {
      assertThat(found(IMPORT, file))
          .allSatisfy(to -> assertThat(file.resolveSibling(to)).exists());
    }
    Path index = WEB.resolve("index.html");
    assertThat(found(LINK, index)).contains("js/main.js", "vendor/uPlot.iife.min.js");
    assertThat(found(LINK, index)).allSatisfy(to -> assertThat(WEB.resolve(to)).exists());
  }

  @Test
  void aStrictContentSecurityPolicyCanForbidInlineScripts() throws IOException {
    assertThat(Files.readString(WEB.resolve("index.html")))
        .doesNotContainPattern("<script(?![^>]*src=)|\\son[a-z]+=\"|<style|style=\"");
  }

  @Test
  void textOfOthersIsNeverParsedAsHtml() throws IOException {
    for (Path file : files(".js")) {
      if (!file.startsWith(WEB.resolve("vendor"))) {
        assertThat(Files.readString(file))
            .as("%s", file)
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");
      }
    }
  }

  @Test
  void theChartLibraryComesWithItsLicence() throws IOException {
    assertThat(Files.readString(WEB.resolve("vendor/uPlot.LICENSE"))).contains("MIT");
  }

  private static List<String> found(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(to -> !to.equals("#/"))
        .toList();
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(WEB)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .toList();
    }
  }
}
