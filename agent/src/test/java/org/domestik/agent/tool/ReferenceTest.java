// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.schedule.Schedule;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.LuaLimits;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference page says neither more nor less than the code. */
class ReferenceTest {
  private static final Path PAGE =
      Path.of(System.getProperty("domestik.root"), "docs", "probe-reference.md");
  private static final Path READER =
      Path.of(
          System.getProperty("domestik.root"),
          "model",
          "src/main/java/org/domestik/model/description/DescriptionReader.java");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
  private static final Pattern FUNCTION = Pattern.compile("`([a-z0-9_]+(?:\\.[a-z0-9_]+)?)`");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([a-z0-9_.]+)` \\|");
  private static final Pattern LIST_LINE = Pattern.compile("^(`[a-z0-9_.]+`\\s*)+$");

  @TempDir Path folder;

  /** The part of the page from one heading to the next of its level or above. */
  private static String part(String heading) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n" + heading + "\n");
    assertThat(start).as(heading).isNotNegative();
    String level = heading.substring(0, heading.indexOf(' ') + 1);
    int end = page.indexOf("\n" + level, start + heading.length());
    return page.substring(start, end < 0 ? page.length() : end);
  }

  private static Set<String> rows(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = ROW.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** The names in the reader's {@code Set.of} that follows a text. */
  private static Set<String> known(String after) throws IOException {
    String source = Files.readString(READER);
    int start = source.indexOf("Set.of(", source.indexOf(after));
    Set<String> names = new TreeSet<>();
    Matcher matcher =
        Pattern.compile("\"(\\w+)\"").matcher(source.substring(start, source.indexOf(')', start)));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  @Test
  void everyKeyOfADescriptionIsThere() throws IOException {
    String all = part("## The description");
    assertThat(rows(all.substring(0, all.indexOf("###")))).isEqualTo(known("FIELDS ="));
    assertThat(rows(part("### values"))).isEqualTo(known("ValueDescription value("));
    assertThat(rows(part("### derived"))).isEqualTo(known("DerivedValue derivedValue("));
    assertThat(rows(part("### archive"))).isEqualTo(known("onlyKnown(\"archive\""));
    assertThat(rows(part("### graph"))).isEqualTo(known("onlyKnown(\"graph\""));
  }

  @Test
  void everyFunctionIsThereAndIsRefusedWhereThePageSaysSo() throws Exception {
    Set<String> usable = new TreeSet<>();
    Set<String> refused = new TreeSet<>();
    functions().forEach((name, works) -> (works ? usable : refused).add(name));
    assertThat(lists(part("## Lua functions"))).isEqualTo(usable);
    assertThat(lists(part("## What is refused"))).isEqualTo(refused);
  }

  @Test
  void editorsAreToldOfEveryFunctionThatIsNoneOfLuas() throws Exception {
    String stubs =
        Files.readString(Path.of(System.getProperty("domestik.root"), "packaging", "domestik.lua"));
    assertThat(stubs).startsWith("---@meta");
    Set<String> wanted = new TreeSet<>();
    functions()
        .forEach(
            (name, works) -> {
              if (works && name.matches("(posix|lfs|rates|json|cjson|bit32)\\..*|probe")) {
                wanted.add(name);
              }
            });
    Set<String> there = new TreeSet<>();
    Matcher matcher = Pattern.compile("(?m)^function ([\\w.]+)\\(").matcher(stubs);
    while (matcher.find()) {
      there.add(matcher.group(1));
    }
    assertThat(there).isEqualTo(wanted);
    for (String key : known("FIELDS =")) {
      if (!Set.of("inferred", "alert").contains(key)) {
        assertThat(stubs).contains("---@field " + key + "? ");
      }
    }
  }

  /** The names in paragraphs that are nothing but names, after a colon too, and in tables. */
  private static Set<String> lists(String text) {
    Set<String> names = new TreeSet<>();
    for (String paragraph : text.split("\n\n", -1)) {
      String list = paragraph.substring(paragraph.lastIndexOf(": ") + 1).replace('\n', ' ').strip();
      boolean table = paragraph.strip().startsWith("| function |");
      if (table || LIST_LINE.matcher(list).matches()) {
        Matcher matcher = (table ? FIRST_CELL : FUNCTION).matcher(table ? paragraph : list);
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    return names;
  }

  /** Every function a script can reach by name, and whether it does more than say why not. */
  private Map<String, Boolean> functions() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("functions.lua"),
            """
            probe { key = "function", values = { works = {} } }
            local found = {}
            local function look(prefix, functions)
              for name, value in next, functions do
                if type(value) == "function" then
                  local ok, message = pcall(value)
                  local refused = not ok and tostring(message):find("is not available in a probe", 1, true)
                  found[prefix .. name] = { works = refused and 0 or 1 }
                elseif type(value) == "table" and prefix == "" and value ~= _G and value ~= settings then
                  look(name .. ".", value)
                end
              end
            end
            look("", _G)
            for _, name in ipairs { "posix", "lfs", "rates", "json", "cjson" } do look(name .. ".", require(name)) end
            found["package.loaded"] = nil
            return found
            """);
    Sample sample = new ProbeCase(folder, ProbeFolders.single(script)).answer().sample();
    assertThat(sample).isNotNull();
    Map<String, Boolean> functions = new TreeMap<>();
    ProbeCase.tree(sample)
        .forEach((name, row) -> functions.put(name, Map.of("works", 1.0).equals(row)));
    return functions;
  }

  @Test
  void everyLimitIsTheOneInForce() throws IOException {
    LuaLimits limits = LuaLimits.DEFAULT;
    assertThat(part("## Limits"))
        .contains("| time of one run | " + limits.time().toMillis() + " ms |")
        .contains("| Lua instructions of one run | " + limits.instructions() + " |")
        .contains("| memory of the Lua state | " + (limits.memoryBytes() >> 10) + " KiB |")
        .contains("| size of the result | " + (limits.outputBytes() >> 10) + " KiB |")
        .contains("| files open at once | " + limits.files() + " |")
        .contains("| files opened in one run | " + limits.opens() + " |")
        .contains("`[a-z_][a-z0-9_]*` | " + Names.MAX_LENGTH + " |")
        .contains("again and again | " + Schedule.LONGEST_PAUSE.toSeconds() + " s |");
  }

  @Test
  void aProbeHasAtMost200Values() throws IOException {
    assertThat(part("## Limits")).contains("| values and derived values of a probe | 200 |");
    assertThat(ProbeDescription.fromTree(Map.of("values", names(200)), "wide").values())
        .hasSize(200);
    assertThatThrownBy(() -> ProbeDescription.fromTree(Map.of("values", names(201)), "wide"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("200");
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "v" + i).toList();
  }

  @Test
  void everyPieceOfConfigurationIsAcceptedByTheAgent() throws IOException {
    for (Fences section : Fences.of(PAGE)) {
      for (Fences.Block block : section.of("lua")) {
        Path file = Files.writeString(folder.resolve("agent.conf"), block.text());
        assertThat(AgentConfig.read("agent.conf", LuaConfig.read(file), Map.of())).isNotNull();
      }
    }
  }
}
