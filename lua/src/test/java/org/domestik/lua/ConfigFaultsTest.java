// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
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

  /** Refuses rules as a whole, too. */
  private static void rules(Map<String, Object> values) {
    int number = 0;
    for (Object rule : (List<?>) values.getOrDefault("rules", List.of())) {
      String where = "rules[" + ++number + "]";
      Map<?, ?> fields = (Map<?, ?>) rule;
      for (Object field : fields.keySet()) {
        if (!List.of("name", "above", "clear").contains(field)) {
          throw new BadInput(where + "." + field + ": unknown field; nearest is \"above\"");
        }
      }
      if (!fields.containsKey("name")) {
        throw new BadInput(where + ".name: missing");
      }
      if (!fields.containsKey("above")) {
        throw new BadInput(where + ": says nothing");
      }
    }
  }

  @Test
  void whatIsRefusedAsAWholeHidesNoneOfTheOthersAndNoneFollowsFromAnother() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.conf"),
            """
            rules = {
              { above = 1 },
              { name = "a", above = 1 },
              { name = "b" },
              { name = "c", abov = 1 },
              { above = 2 },
              { name = "d", obove = 1 },
              { name = "e" },
            }
            """);
    assertThat(ConfigFaults.of(file, ConfigFaultsTest::rules))
        .containsExactly(
            file + ":2: rules[1].name: missing",
            file + ":4: rules[3]: says nothing",
            file + ":5: rules[4].abov: unknown field; nearest is \"above\"",
            file + ":6: rules[5].name: missing",
            file + ":7: rules[6].obove: unknown field; nearest is \"above\"",
            file + ":8: rules[7]: says nothing");
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
        .endsWith("none.conf: does not exist");
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
