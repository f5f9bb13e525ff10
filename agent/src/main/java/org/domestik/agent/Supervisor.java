// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.Subprocess;
import org.domestik.model.BadInput;
import org.domestik.model.command.Supervision;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd, where that started the agent, that it is ready, that it still works, that it reads
 * its files again, and that it stops. Of the agent's one thread, but for {@link #stopping}.
 */
final class Supervisor {
  private static final Duration TIME = Duration.ofSeconds(3);
  private static final int OUTPUT_BYTES = 1000;

  private final @Nullable Supervision supervision;
  private final LongSupplier ticks;
  private final Log log;
  private long next;
  private boolean isMute;

  private Supervisor(@Nullable Supervision supervision, LongSupplier ticks, Log log) {
    this.supervision = supervision;
    this.ticks = ticks;
    this.log = log;
    this.next = ticks.getAsLong();
  }

  /** Of this process; where nobody listens, nothing is told. */
  static Supervisor of(Map<String, String> environment, LongSupplier ticks, Log log) {
    return new Supervisor(Supervision.of(environment, ProcessHandle.current().pid()), ticks, log);
  }

  /** It runs its probes. */
  void ready(String status) {
    if (supervision != null) {
      say(supervision.ready(status));
    }
  }

  /** It still does; told no more often than it is asked for. */
  void alive() {
    Duration every = supervision == null ? null : supervision.every();
    if (supervision != null && every != null && ticks.getAsLong() - next >= 0) {
      next = ticks.getAsLong() + every.toNanos();
      say(supervision.alive());
    }
  }

  /** It reads its files again, until {@link #ready}. */
  void reloading() {
    if (supervision != null) {
      say(supervision.reloading(ticks.getAsLong()));
    }
  }

  /** It comes to its end. */
  void stopping() {
    if (supervision != null) {
      say(supervision.stopping());
    }
  }

  private void say(List<String> command) {
    try {
      Subprocess.Output output = new Subprocess(command, Map.of(), TIME, OUTPUT_BYTES).run();
      if (output.exit() != 0) {
        mute(output.complaint());
      }
    } catch (BadInput e) {
      mute(String.valueOf(e.getMessage()));
    }
  }

  private void mute(String why) {
    if (!isMute) {
      isMute = true;
      log.warn("systemd cannot be told how the agent is: " + why.strip());
    }
  }
}
