// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import java.io.IOException;
import java.nio.file.Path;
import org.domestik.agent.machine.RandomId;

/**
 * Milliseconds since the kernel started, those of a suspended machine among them, and which start
 * that was: what nobody sets.
 */
public interface Uptime {
  /** Which start it counts from. */
  String boot();

  /** Milliseconds since then. */
  long millis();

  /** The kernel's; where it does not tell, of this process alone, and without suspension. */
  static Uptime ofKernel() {
    try {
      return KernelUptime.in(Path.of("/proc"));
    } catch (IOException e) {
      String process = RandomId.next().toString();
      return new Uptime() {
        @Override
        public String boot() {
          return process;
        }

        @Override
        public long millis() {
          return System.nanoTime() / 1_000_000;
        }
      };
    }
  }
}
