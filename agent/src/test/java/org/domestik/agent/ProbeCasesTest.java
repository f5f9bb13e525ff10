// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of every bundled probe. */
class ProbeCasesTest {
  static final Path PROBES = Path.of("..", "probes");

  private static List<Path> folders(Path folder) throws Exception {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static boolean isProbe(Path folder) {
    return Files.exists(folder.resolve(folder.getFileName() + ".lua"));
  }

  @TestFactory
  Stream<DynamicTest> everyCaseGivesWhatIsExpected() throws Exception {
    return folders(PROBES).stream().filter(ProbeCasesTest::isProbe).flatMap(ProbeCasesTest::cases);
  }

  private static Stream<DynamicTest> cases(Path probe) {
    Path script = probe.resolve(probe.getFileName() + ".lua");
    Path cases = probe.resolve("cases");
    try {
      return folders(cases).stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(
                      probe.getFileName() + ": " + folder.getFileName(),
                      folder.toUri(),
                      () -> check(script, folder)));
    } catch (Exception e) {
      return Stream.of(
          DynamicTest.dynamicTest(
              probe.getFileName() + " has cases", () -> fail(cases.toString())));
    }
  }

  private static void check(Path script, Path folder) throws Exception {
    Path error = folder.resolve("expected.err");
    ProbeCase it = ProbeCase.read(folder);
    if (Files.exists(error)) {
      assertThatThrownBy(() -> it.run(script)).hasMessageContaining(ProbeCase.text(error).strip());
      return;
    }
    String expected = ProbeCase.text(folder.resolve("expected.json"));
    assertThat(it.run(script)).isEqualTo(ProbeCase.compact(expected));
  }
}
