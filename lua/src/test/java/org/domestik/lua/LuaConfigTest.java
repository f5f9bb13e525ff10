// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuaConfigTest {
  @TempDir Path folder;

  private Map<String, Object> read(String text) throws IOException {
    return LuaConfig.read(Files.writeString(folder.resolve("server.conf"), text));
  }

  @Test
  void assignmentsBecomeTrees() throws IOException {
    assertThat(read("port = 8787 -- a comment\ngrant = { 'www', 'é' }\na = { b = { c = true } }\n"))
        .isEqualTo(
            Map.of(
                "port", 8787L, "grant", List.of("www", "é"), "a", Map.of("b", Map.of("c", true))));
  }

  @Test
  void whatCannotBeReadIsSaidInWords() throws IOException {
    assertThatThrownBy(() -> LuaConfig.read(folder.resolve("none")))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder.resolve("none") + ": does not exist");
    assertThatThrownBy(() -> LuaConfig.read(folder))
        .hasMessageStartingWith(folder + ": ")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void emptyFileHasNoValues() throws IOException {
    assertThat(read("-- nothing\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port = ",
        "port = os.getenv('PORT')",
        "port = ('8'):rep(4)",
        "port = tonumber('8')",
        "f = function() end",
        "while true do end"
      })
  void anythingElseIsRefusedWithTheFilesName(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BadInput.class);
  }

  @Test
  void faultNamesFileAndLine() {
    assertThatThrownBy(() -> read("a = 1\nb = f()\n")).hasMessageContaining("server.conf:2:");
  }

  @Test
  void nameThatComesTwiceIsRefusedWithItsLine() throws IOException {
    assertThatThrownBy(() -> read("port = 1\npolicies = {}\npolicies = { {} }\n"))
        .hasMessageEndingWith("server.conf:3: policies: comes twice");
    assertThat(read("a = {}\na.b = 1\nb = a.b or 2\na.b = b + 1\n"))
        .isEqualTo(Map.of("a", Map.of("b", 2L), "b", 1L));
  }
}
