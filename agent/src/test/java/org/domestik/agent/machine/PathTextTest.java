// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathTextTest {
  private static final List<String> NAMES =
      List.of(
          "été",
          "caf\udce9",
          "a\udcff",
          "a\udcfe",
          "two\nlines",
          "100%",
          "a b",
          "😀",
          "a\\b",
          "plain",
          "%41");

  @TempDir Path folder;

  @Test
  void everyNameComesBackAndOpensItsFile() throws IOException {
    String base = PathText.text(folder);
    for (String name : NAMES) {
      Files.writeString(PathText.of(base + "/" + name), name.replaceAll("[\ud800-\udfff]", "?"));
      Files.createDirectory(PathText.of(base + "/" + name + ".d"));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(PathText::name))
          .containsExactlyInAnyOrderElementsOf(
              NAMES.stream()
                  .mapMulti(
                      (String name, java.util.function.Consumer<String> each) -> {
                        each.accept(name);
                        each.accept(name + ".d");
                      })
                  .toList());
    }
    for (String name : NAMES) {
      Path path = PathText.of(base + "//" + name + "/");
      assertThat(PathText.text(path)).isEqualTo(base + "/" + name);
      assertThat(path).isRegularFile();
      assertThat(PathText.text(PathText.of(name + "/x"))).isEqualTo(name + "/x");
      assertThat(PathText.of(name).isAbsolute()).isFalse();
    }
  }

  @Test
  void noFileHasANameWithZero() {
    assertThatThrownBy(() -> PathText.of("/a\0")).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> PathText.of("/é\0")).isInstanceOf(BadInput.class);
    assertThat(PathText.text(PathText.of("/"))).isEqualTo("/");
  }
}
