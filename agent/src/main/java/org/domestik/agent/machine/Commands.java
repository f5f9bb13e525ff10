// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;

/** Runs the commands the configuration names, and no other; never a shell. */
public final class Commands {
  private static final Duration TIME = Duration.ofSeconds(4);
  private static final int OUTPUT_BYTES = 1 << 20;

  private final Map<String, List<String>> named;

  /** Name to command and arguments: {@code smart = { "/usr/sbin/smartctl", "-A" }}. */
  public Commands(Map<String, List<String>> named) {
    this.named = named;
  }

  /**
   * What a command printed, and how it ended.
   *
   * @param line a name from the configuration; further words are arguments after the configured
   */
  Machine.Output run(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    List<String> command = named.get(words.getFirst());
    if (command == null) {
      throw new BadInput(
          "\"" + words.getFirst() + "\" is no command of the agent's setting \"commands\"");
    }
    List<String> whole = new ArrayList<>(command);
    whole.addAll(words.subList(1, words.size()));
    Subprocess.Output output = new Subprocess(whole, Map.of(), TIME, OUTPUT_BYTES).run();
    return new Machine.Output(output.text(), output.exit());
  }
}
