// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.script.LuaText;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.LuaDescription;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the cookbook's recipes on the files that stand beside them. */
class CookbookTest {
  private static final Path PAGE =
      Path.of(System.getProperty("domestik.root"), "docs", "probe-cookbook.md");
  private static final String CONFIG = "agent.conf";

  @TempDir Path folder;

  private static List<Fences> recipes() throws IOException {
    return Fences.of(PAGE).stream().filter(section -> !section.of("lua").isEmpty()).toList();
  }

  @Test
  void thereAreTenRecipes() throws IOException {
    assertThat(recipes()).hasSize(10);
  }

  @TestFactory
  Stream<DynamicTest> everyRecipeReturnsWhatThePageSays() throws IOException {
    return recipes().stream()
        .map(recipe -> DynamicTest.dynamicTest(recipe.heading(), () -> check(recipe)));
  }

  private void check(Fences recipe) throws Exception {
    Path place = Files.createTempDirectory(folder, "recipe");
    AgentConfig config = config(recipe, place);
    Fences.Block script =
        recipe.of("lua").stream().filter(it -> !it.name().equals(CONFIG)).findFirst().orElseThrow();
    Path file = Files.writeString(place.resolve(script.name()), script.text());
    String name = script.name().replace(".lua", "");
    Map<String, Object> host = new HashMap<>();
    host.put("read", config.read());
    host.put("settings", config.settingsOf(name, name));
    host.put("commands", commands(recipe, config));
    StringBuilder assignments = new StringBuilder();
    host.forEach(
        (key, value) -> {
          assignments.append(key).append(" = ");
          LuaText.append(assignments, value, "");
          assignments.append('\n');
        });
    Files.writeString(place.resolve("host.lua"), assignments);
    Files.writeString(place.resolve("expected.json"), recipe.of("json").getFirst().text());
    writeRoots(recipe, place);
    assertThat(new ProbeCase(place, ProbeFolders.single(file)).faults()).isEmpty();
    if (script.text().startsWith("probe {")) {
      assertThat(LuaDescription.read(file).values()).isNotEmpty();
    }
  }

  /** What the recipe wants in the agent's configuration, read as the agent reads it. */
  private static AgentConfig config(Fences recipe, Path place) throws IOException {
    Path file = place.resolve(CONFIG);
    Files.writeString(
        file,
        recipe.of("lua").stream()
            .filter(it -> it.name().equals(CONFIG))
            .map(Fences.Block::text)
            .findFirst()
            .orElse(""));
    return AgentConfig.read(CONFIG, LuaConfig.read(file), Map.of());
  }

  private static Map<String, String> commands(Fences recipe, AgentConfig config) {
    Map<String, String> commands = new HashMap<>();
    for (Fences.Block block : recipe.of("text")) {
      if (!block.name().startsWith("/")) {
        assertThat(config.commands()).containsKey(block.name().split(" ", -1)[0]);
        commands.put(block.name(), block.text());
      }
    }
    return commands;
  }

  /** A file that is shown again is what the second run finds. */
  private static void writeRoots(Fences recipe, Path place) throws IOException {
    Set<String> shown = new HashSet<>();
    for (Fences.Block block : recipe.of("text")) {
      if (block.name().startsWith("/")) {
        write(place.resolve(shown.add(block.name()) ? "root" : "root2"), block);
      }
    }
  }

  private static void write(Path root, Fences.Block block) throws IOException {
    Path file = root.resolve(block.name().substring(1));
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, block.text());
  }
}
