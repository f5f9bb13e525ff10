// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.json.JsonText;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.machine.TextFile;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeHost;
import org.domestik.agent.script.ProbeScript;
import org.domestik.lua.LuaFailure;
import org.domestik.lua.LuaLimits;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One folder of a probe's {@code cases/}: the machine the script sees, and what is to come of it,
 * {@code expected.json} (the data as it travels; {@code null} for nothing), {@code expected.err}
 * (texts the error has, one a line), or both where a part was left out.
 */
record ProbeCase(Path folder, ProbeFile script) {
  static final String DATA = "expected.json";
  static final String ERROR = "expected.err";

  /** The cases of a probe's folder, by name; none if it has no folder {@code cases}. */
  static List<ProbeCase> of(ProbeFile script) throws IOException {
    Path cases = script.path().resolveSibling("cases");
    if (!Files.isDirectory(cases)) {
      return List.of();
    }
    try (var folders = Files.list(cases)) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .map(folder -> new ProbeCase(folder, script))
          .toList();
    }
  }

  /** Runs the script on the case's machine; the result of its last run. */
  Answer answer() throws IOException {
    CaseMachine machine = new CaseMachine(folder);
    ProbeHost host = new ProbeHost(machine, script.libraries(), probe -> machine.settings());
    String source = TextFile.script(script.path());
    int runs = machine.runs();
    return ToolThread.call(
        () -> {
          try (ProbeScript compiled = new ProbeScript(script, source, LuaLimits.DEFAULT, host)) {
            for (int run = 1; run < runs; run++) {
              compiled.run(time(machine));
              machine.advance();
            }
            Reading reading = compiled.run(time(machine));
            return new Answer(reading.sample(), reading.fault(), false);
          } catch (LuaFailure | BadInput e) {
            return new Answer(null, String.valueOf(e.getMessage()), true);
          }
        });
  }

  private static Instant time(Machine machine) {
    return Instant.ofEpochMilli((long) (machine.now() * 1000));
  }

  /** What is wrong with this case; empty if nothing is. */
  List<String> faults() throws IOException {
    return faults(answer());
  }

  /** How an answer differs from what this case expects; empty if it does not. */
  List<String> faults(Answer answer) throws IOException {
    Path data = folder.resolve(DATA);
    Path error = folder.resolve(ERROR);
    boolean fails = Files.exists(error);
    if (!fails && !Files.exists(data)) {
      return List.of("has neither " + DATA + " nor " + ERROR);
    }
    List<String> faults = new ArrayList<>();
    if (fails) {
      faults.addAll(errorFaults(answer, TextFile.read(error)));
    } else if (answer.error() != null) {
      faults.add((answer.failed() ? "failed: " : "") + answer.error());
    }
    if (!answer.failed() && Files.exists(data)) {
      Object found = answer.sample() == null ? null : tree(answer.sample());
      faults.addAll(TreeDifference.between(expected(data), found));
    }
    return faults;
  }

  private static @Nullable Object expected(Path data) throws IOException {
    String text = TextFile.read(data);
    try {
      return JsonText.read(text);
    } catch (BadInput e) {
      throw e.at(data.toString());
    }
  }

  private static List<String> errorFaults(Answer answer, String expected) {
    String error = answer.error();
    if (error == null) {
      return List.of("expected an error, found a result");
    }
    List<String> faults = new ArrayList<>();
    expected
        .lines()
        .filter(line -> !line.isBlank() && !error.contains(line.strip()))
        .forEach(line -> faults.add("the error has no \"" + line.strip() + "\": " + error));
    return faults;
  }

  /** A sample as nested maps with Doubles. */
  static Map<String, Object> tree(Sample sample) {
    Map<String, Object> tree = new TreeMap<>();
    for (Row row : sample.rows()) {
      Map<String, Object> level = tree;
      for (String part : row.key()) {
        level = nested(level, part);
      }
      for (int i = 0; i < row.names().size(); i++) {
        level.put(row.names().get(i), row.value(i));
      }
    }
    return tree;
  }

  @SuppressWarnings("unchecked") // Only this class fills the levels, with maps.
  private static Map<String, Object> nested(Map<String, Object> level, String part) {
    return (Map<String, Object>)
        level.computeIfAbsent(part, absent -> new TreeMap<String, Object>());
  }

  /**
   * What came of a run.
   *
   * @param sample null for nothing, or if it failed
   * @param error why it failed, or what it left out; null for neither
   */
  record Answer(@Nullable Sample sample, @Nullable String error, boolean failed) {}
}
