// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.lua.LuaDescription;
import org.domestik.model.BadInput;
import org.domestik.model.description.ValueDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSkeletonTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String write(Path probe) throws IOException {
    bytes.reset();
    new ProbeSkeleton(folder.resolve("data"), out).write(probe);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void newProbePassesItsOwnCheckWithoutAdvice() throws IOException {
    Path probe = folder.resolve("my_probe");
    write(probe);
    bytes.reset();
    assertThat(new ProbeCheck(out).check(probe).faults()).isEmpty();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("case example: ok\ncase not_linux: ok\nmy_probe: ok\n");
  }

  @Test
  void pageOfANewProbeHasItsNameAndItsValues() throws IOException {
    Path probe = folder.resolve("my_probe");
    write(probe);
    assertThat(probe.resolve("README.md")).content().startsWith("# my_probe\n");
    for (ValueDescription value : LuaDescription.read(probe.resolve("my_probe.lua")).values()) {
      assertThat(probe.resolve("README.md")).content().contains("| `" + value.name() + "` |");
    }
  }

  @Test
  void nextStepsArePrinted() throws IOException {
    assertThat(write(folder.resolve("my_probe")))
        .contains("./domestik probe run " + folder + "/my_probe/my_probe.lua")
        .contains("./domestik probe explain ", "./domestik probe check ")
        .contains("cp -r " + folder + "/my_probe " + folder + "/data/probes");
    assertThat(write(folder.resolve("data/probes/there"))).doesNotContain("cp -r");
  }

  @Test
  void whatExistsIsNotTouched() throws IOException {
    Path probe = folder.resolve("my_probe");
    Files.createDirectories(probe);
    assertThatThrownBy(() -> write(probe))
        .isInstanceOf(BadInput.class)
        .hasMessage(probe + " exists already; nothing was written");
    assertThat(probe).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"My-Probe", "9lives", "lib", "a.lua", "é"})
  void nameNoProbeCanHaveIsRefused(String name) {
    assertThatThrownBy(() -> write(folder.resolve(name))).isInstanceOf(BadInput.class);
    assertThat(folder.resolve(name)).doesNotExist();
  }
}
