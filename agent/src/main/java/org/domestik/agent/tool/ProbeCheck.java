// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.agent.machine.TextFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.lua.LuaDescription;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.model.ValueDescription;

/** Checks a probe's folder: its description, its README, its cases. */
final class ProbeCheck {
  /** What a bundled probe's page has, in this order. */
  static final List<String> SKELETON =
      List.of("**Platforms:**", "**Every:**", "## Values", "## Settings", "## Sample output");

  private final PrintStream out;

  ProbeCheck(PrintStream out) {
    this.out = out;
  }

  /** Prints what is wrong, and returns whether nothing is; advice alone is not wrong. */
  boolean check(Path folder) throws IOException {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    Path path = folder.resolve(name + ProbeFolders.ENDING);
    if (!Files.isRegularFile(path)) {
      throw new BadInput(path + " is missing: a probe's folder has a script of its name");
    }
    List<String> faults = new ArrayList<>();
    try {
      TextFile.read(path);
      advise(LuaDescription.read(path));
    } catch (BadInput e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    checkReadme(folder.resolve("README.md"), name, faults);
    List<ProbeCase> cases = ProbeCase.of(ProbeFolders.single(path));
    if (cases.isEmpty()) {
      out.println("advice: no cases/; \"probe record\" makes one");
    }
    for (ProbeCase one : cases) {
      List<String> wrong = faults(one);
      String label = "case " + one.folder().getFileName();
      out.println(label + (wrong.isEmpty() ? ": ok" : ": FAILED"));
      wrong.forEach(fault -> faults.add(label + ": " + fault));
    }
    faults.forEach(fault -> out.println("wrong: " + fault));
    out.println(faults.isEmpty() ? name + ": ok" : name + ": " + faults.size() + " faults");
    return faults.isEmpty();
  }

  /**
   * A case that is broken itself is wrong as well, and does not keep the others from being told.
   */
  private static List<String> faults(ProbeCase one) throws IOException {
    try {
      return one.faults();
    } catch (BadInput e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private void advise(ProbeDescription description) {
    if (description.title() == null) {
      out.println("advice: the description has no title");
    }
    if (description.every() == null) {
      out.println("advice: the description does not say how often to run: every = \"1m\"");
    }
    for (ValueDescription value : description.values()) {
      if (value.unit() == null && value.title() == null) {
        out.println("advice: value \"" + value.name() + "\" has neither unit nor title");
      }
    }
  }

  private void checkReadme(Path file, String name, List<String> faults) throws IOException {
    if (!Files.exists(file)) {
      faults.add("README.md is missing");
      return;
    }
    String page;
    try {
      page = TextFile.read(file);
    } catch (BadInput e) {
      faults.add(String.valueOf(e.getMessage()));
      return;
    }
    if (!page.startsWith("# ")) {
      faults.add("README.md does not start with a heading: # " + name);
    }
    for (String part : SKELETON) {
      if (!page.contains("\n" + part)) {
        out.println("advice: README.md has no " + part);
      }
    }
  }
}
