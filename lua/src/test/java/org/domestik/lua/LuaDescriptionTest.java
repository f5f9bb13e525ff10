// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaDescriptionTest {
  @TempDir Path folder;

  private ProbeDescription read(String text) throws IOException {
    return LuaDescription.read(Files.writeString(folder.resolve("ups.lua"), text));
  }

  @Test
  void descriptionIsReadAndTheRestNotRun() throws IOException {
    ProbeDescription description =
        read(
            """
            local posix = require "posix"
            local pid = posix.getpid()
            probe { key = "unit", values = { charge = { unit = "%" } } }
            error "not reached"
            """);
    assertThat(description.probe()).isEqualTo("ups");
    assertThat(description.keys()).isEqualTo(List.of("unit"));
  }

  @Test
  void valuesThatAreOnlyReadByOthersNeedNotBeSaid() throws IOException {
    ProbeDescription description =
        read(
            "probe { derived = { used = 'data + stack' }, graph = { values = 'rss' }, leak = 'used' }");
    assertThat(description.values()).extracting("name").containsExactly("data", "rss", "stack");
    assertThat(description.derived()).extracting("name").containsExactly("used");
  }

  @Test
  void fileWithoutDescriptionIsRefused() {
    assertThatThrownBy(() -> read("return 1"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("ups.lua")
        .hasMessageContaining("no description");
  }

  @Test
  void faultNamesTheFile() {
    assertThatThrownBy(() -> read("probe { tittle = 'x' }"))
        .hasMessageContaining("ups.lua:1: tittle: unknown field; nearest is \"title\"");
  }
}
