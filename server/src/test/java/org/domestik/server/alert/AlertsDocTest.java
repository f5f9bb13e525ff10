// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.domestik.server.alert.rules.AlertsFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page on alerts shows of alerts.lua can be written so. */
class AlertsDocTest {
  private static final Pattern BLOCK = Pattern.compile("```lua\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  static Stream<String> blocks() throws Exception {
    Path page = Path.of(System.getProperty("domestik.root"), "docs", "alerts.md");
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult it) -> it.group(1))
        .filter(it -> it.contains("alerts = {") || it.contains("quiet = {"));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void isRead(String block) throws Exception {
    AlertsFile file =
        AlertsFile.read(Files.writeString(folder.resolve("alerts.lua"), block), ZoneOffset.UTC);
    assertThat(file.rules().size() + file.quiet().size()).isGreaterThan(1);
  }
}
