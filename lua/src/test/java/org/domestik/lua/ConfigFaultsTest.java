// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFaultsTest {
  @TempDir Path folder;

  /** A program with some settings. */
  private void read(Map<String, Object> values) {
    Settings settings = new Settings(folder.resolve("x.conf").toString(), values);
    settings.number("port", 1, 1, 65_535);
    settings.text("name");
    for (Settings rule : settings.each("rules")) {
      rule.span("keep", Span.parse("1 day"));
      rule.text("host");
      rule.finish();
    }
    Settings limits = new Settings(settings.where() + ": limits", settings.table("limits"));
    limits.number("files", 1, 1, 9);
    limits.finish();
    settings.finish();
  }

  private List<String> faults(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("x.conf"), source);
    return ConfigFaults.of(file, this::read).stream()
        .map(it -> it.replace(file.toString(), "x.conf"))
        .toList();
  }

  @Test
  void allFaultsAreFoundWithTheirLines() throws IOException {
    assertThat(
            faults(
                """
                -- port = 1
                prot = 8787
                name = 7 --[[ name = 8
                name = 9 ]]
                rules = {
                  { host = "a", keep = "1 day" }, -- { keep = 1 }
                  { hots = "}", keep = "soon" },
                  {
                    host = "c",
                    keep = "7 parsecs",
                  },
                }
                limits = { ["files"] = 99,
                  flies = 1 }
                """))
        .satisfiesExactlyInAnyOrder(
            it -> assertThat(it).startsWith("x.conf:2: prot: unknown setting; nearest is \"port\""),
            it -> assertThat(it).startsWith("x.conf:3: name: expected a text"),
            it -> assertThat(it).startsWith("x.conf:7: rules[2]: keep: "),
            it -> assertThat(it).startsWith("x.conf:7: rules[2]: hots: unknown setting"),
            it -> assertThat(it).startsWith("x.conf:10: rules[3]: keep: "),
            it -> assertThat(it).startsWith("x.conf:13: limits: files: expected a whole number"),
            it -> assertThat(it).startsWith("x.conf:14: limits: flies: unknown setting"));
  }

  @Test
  void fileThatIsFineHasNone() throws IOException {
    assertThat(faults("port = 8787\nname = 'x = {'\nrules = {}\n")).isEmpty();
    assertThat(faults("")).isEmpty();
  }

  @Test
  void fileThatIsNoLuaIsOneFaultWithItsLine() throws IOException {
    assertThat(faults("port = 1\nname = = 2\n"))
        .singleElement()
        .asString()
        .startsWith("x.conf:2: ");
    assertThat(faults("port = 1\nf()\n")).singleElement().asString().startsWith("x.conf:2: ");
  }

  @Test
  void missingFileIsOneFault() {
    assertThat(ConfigFaults.of(folder.resolve("none.conf"), this::read))
        .singleElement()
        .asString()
        .contains("none.conf", "cannot be read");
  }

  @Test
  void withoutEndIsNoSearch() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      many.append("wrong").append(i).append(" = 1\n");
    }
    assertThat(faults(many.toString())).hasSize(100);
  }
}
