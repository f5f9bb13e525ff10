// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.Subprocess;
import org.domestik.model.BadInput;

/**
 * The kernel's limit on what this process may allocate.
 *
 * <p>Lua's own limit is looked at between instructions, and one instruction ({@code s .. s}) can
 * double a string: without this, forty of them fill any machine. With it, the allocation fails, and
 * with it that run alone.
 */
public final class DataLimit {
  private static final String LIMIT = "Max data size";
  private static final String NONE = "unlimited";
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final int OUTPUT_BYTES = 1000;

  private DataLimit() {}

  /**
   * Sets the limit unless there is one already (systemd's LimitDATA, ulimit -d). One that may be
   * raised again is the launcher's, which does not know the configuration: it is right as a rule,
   * and another program to set it costs a megabyte of classes.
   */
  public static void apply(long mebibytes, Log log) {
    List<String> limits = limits();
    if (limits.size() > 1
        && (!limits.get(1).equals(NONE) || limits.getFirst().equals("" + (mebibytes << 20)))) {
      return;
    }
    String pid = Long.toString(ProcessHandle.current().pid());
    List<String> command =
        List.of("prlimit", "--pid", pid, "--data=" + (mebibytes << 20) + ":unlimited");
    try {
      if (new Subprocess(command, Map.of(), TIME, OUTPUT_BYTES).run().exit() == 0) {
        return;
      }
      log.warn("prlimit failed: one probe could use up the machine's memory");
    } catch (BadInput e) {
      log.warn("one probe could use up the machine's memory: " + e.getMessage());
    }
  }

  /** What is in force, and up to where it may be raised; empty if that is not known. */
  private static List<String> limits() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith(LIMIT)) {
          return List.of(line.substring(LIMIT.length()).strip().split(" +", -1));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return List.of();
  }
}
