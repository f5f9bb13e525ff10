// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.agent.machine.TextFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.lua.LuaDescription;
import org.domestik.model.BadInput;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/** Checks a probe's folder: its description, its README, its cases. */
final class ProbeCheck {
  /** What a bundled probe's page has, in this order. */
  static final List<String> SKELETON =
      List.of("**Platforms:**", "**Every:**", "## Values", "## Settings", "## Sample output");

  private static final Pattern ROW = Pattern.compile("\\|\\s*`([a-z_][a-z0-9_]*)`\\s*\\|");

  private final PrintStream out;

  ProbeCheck(PrintStream out) {
    this.out = out;
  }

  /**
   * Checks the probe whose folder this is, or else each whose folder is in it; prints of many
   * probes only what is wrong.
   */
  List<CheckReport> checkAll(Path folder) throws IOException {
    if (Files.isRegularFile(script(folder))) {
      return List.of(check(folder));
    }
    List<CheckReport> reports = new ArrayList<>();
    for (Path inner : ProbeFolders.list(folder)) {
      if (Files.isRegularFile(script(inner))) {
        reports.add(check(inner, false));
      }
    }
    return reports.isEmpty() ? List.of(check(folder)) : reports;
  }

  private static String name(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private static Path script(Path folder) {
    return folder.resolve(name(folder) + ProbeFolders.ENDING);
  }

  /** Prints what is wrong and returns it; advice alone is not wrong. */
  CheckReport check(Path folder) throws IOException {
    return check(folder, true);
  }

  private CheckReport check(Path folder, boolean everyCase) throws IOException {
    String name = name(folder);
    Path path = script(folder);
    if (!Files.isRegularFile(path)) {
      throw new BadInput(
          path
              + " is missing: a probe's folder has a script of its name, and no folder in "
              + folder
              + " is one either");
    }
    Map<String, List<String>> checks = new LinkedHashMap<>();
    ProbeDescription description = null;
    checks.put("description", List.of());
    try {
      TextFile.script(path);
      description = LuaDescription.read(path);
      checkAlerts(description);
      advise(description);
    } catch (BadInput e) {
      checks.put("description", List.of(String.valueOf(e.getMessage())));
    }
    List<String> page = new ArrayList<>();
    checkReadme(folder.resolve("README.md"), name, description, page);
    checks.put("README.md", page);
    List<ProbeCase> cases = ProbeCase.of(ProbeFolders.single(path));
    if (cases.isEmpty()) {
      out.println("advice: no cases/; \"probe record\" makes one");
    }
    for (ProbeCase one : cases) {
      List<String> wrong = faults(one);
      String label = CheckReport.CASE + one.folder().getFileName();
      if (everyCase || !wrong.isEmpty()) {
        out.println(label + (wrong.isEmpty() ? ": ok" : ": FAILED"));
      }
      checks.put(label, wrong);
    }
    CheckReport report = new CheckReport(name, checks);
    List<String> faults = report.faults();
    faults.forEach(fault -> out.println("wrong: " + fault));
    out.println(faults.isEmpty() ? name + ": ok" : name + ": " + faults.size() + " faults");
    return report;
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

  /** The server judges by them; what it would refuse is the author's to mend. */
  private static void checkAlerts(ProbeDescription description) {
    if (!description.values().isEmpty()) {
      var _ = AlertRules.of(description);
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

  private void checkReadme(
      Path file, String name, @Nullable ProbeDescription description, List<String> faults)
      throws IOException {
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
    if (description != null && !description.values().isEmpty()) {
      checkValues(page, description, faults);
    }
  }

  /** A page with a table of values has those of the description, and no others. */
  private static void checkValues(String page, ProbeDescription description, List<String> faults) {
    Set<String> wanted = new LinkedHashSet<>();
    description.values().forEach(value -> wanted.add(value.name()));
    description.derived().forEach(value -> wanted.add(value.name()));
    Set<String> listed = valuesOf(page);
    if (listed.isEmpty()) {
      return;
    }
    for (String value : listed) {
      if (!wanted.contains(value)) {
        faults.add("README.md lists a value \"" + value + "\" that the description does not have");
      }
    }
    for (String value : wanted) {
      if (!listed.contains(value)) {
        faults.add("README.md does not list the value \"" + value + "\"");
      }
    }
  }

  /** The names in the first column of the tables below the heading of the values. */
  private static Set<String> valuesOf(String page) {
    Set<String> names = new LinkedHashSet<>();
    boolean there = false;
    for (String line : page.lines().toList()) {
      there = line.startsWith("## ") ? line.strip().equals("## Values") : there;
      Matcher row = ROW.matcher(line);
      if (there && row.lookingAt()) {
        names.add(row.group(1));
      }
    }
    return names;
  }
}
