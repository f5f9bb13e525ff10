// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.lua.LuaDescription;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundled scripts that feed one server-side probe say the same of it, so that each works alone and
 * none changes tables or graphs of another.
 */
class SharedDescriptionTest {
  private static final Path PROBES = Path.of(System.getProperty("domestik.root"), "probes");

  /** By server-side probe: each script and what it says, as a tree that shows where it differs. */
  private static Map<String, Map<String, Map<String, Object>>> said(Path folder)
      throws IOException {
    Map<String, Map<String, Map<String, Object>>> said = new TreeMap<>();
    for (ProbeFile file : new ProbeFolders(List.of(folder), Set.of()).scan().values()) {
      ProbeDescription description = LuaDescription.read(file.path());
      said.computeIfAbsent(description.probe(), absent -> new TreeMap<>())
          .put(file.script(), description.toTree());
    }
    return said;
  }

  private static void assertAlike(Map<String, Map<String, Object>> scripts) {
    List<Map<String, Object>> all = new ArrayList<>(scripts.values());
    for (Map<String, Object> one : all) {
      assertThat(one).as("%s", scripts.keySet()).isEqualTo(all.getFirst());
    }
  }

  @Test
  void scriptsThatFeedOneProbeDescribeItAlike() throws IOException {
    Map<String, Map<String, Map<String, Object>>> said = said(PROBES);
    said.values().forEach(SharedDescriptionTest::assertAlike);
    // Without a shared one this test would hold nothing.
    assertThat(said.values()).anySatisfy(scripts -> assertThat(scripts).hasSizeGreaterThan(1));
  }

  @Test
  void anotherUnitIsFound(@TempDir Path folder) throws IOException {
    for (String unit : List.of("kB", "B")) {
      Files.writeString(
          folder.resolve(unit.toLowerCase(Locale.ROOT) + ".lua"),
          "probe { name = \"shared\", values = { a = { unit = \"" + unit + "\" } } }");
    }
    Map<String, Map<String, Object>> scripts = said(folder).get("shared");
    assertThat(scripts).hasSize(2);
    assertThatThrownBy(() -> assertAlike(scripts)).isInstanceOf(AssertionError.class);
  }
}
