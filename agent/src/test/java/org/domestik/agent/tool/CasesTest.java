// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.lua.LuaDescription;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of every bundled probe, and reads every description. */
class CasesTest {
  private static final Path PROBES = Path.of(System.getProperty("domestik.root"), "probes");

  @TestFactory
  List<DynamicTest> everyBundledProbe() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (var folders = Files.list(PROBES)) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        Path script = folder.resolve(folder.getFileName() + ".lua");
        if (!Files.exists(script)) {
          continue; // lib/: helpers, no probe.
        }
        tests.add(
            DynamicTest.dynamicTest(
                folder.getFileName() + " has a title",
                () -> assertThat(LuaDescription.read(script).title()).isNotNull()));
        for (ProbeCase one : ProbeCase.of(ProbeFolders.single(script))) {
          tests.add(
              DynamicTest.dynamicTest(
                  folder.getFileName() + ": " + one.folder().getFileName(),
                  () -> assertThat(one.faults()).isEmpty()));
        }
      }
    }
    return tests;
  }
}
