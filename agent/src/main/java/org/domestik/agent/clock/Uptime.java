// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import java.io.IOException;
import java.nio.file.Files;
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
    String boot;
    try {
      boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      read();
    } catch (IOException e) {
      String process = RandomId.next().toString();
      return of(process, false);
    }
    return of(boot, true);
  }

  private static Uptime of(String boot, boolean isTold) {
    return new Uptime() {
      @Override
      public String boot() {
        return boot;
      }

      @Override
      public long millis() {
        try {
          return isTold ? read() : System.nanoTime() / 1_000_000;
        } catch (IOException e) {
          throw new IllegalStateException("/proc/uptime was there", e);
        }
      }
    };
  }

  private static long read() throws IOException {
    String first = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
    try {
      return (long) (Double.parseDouble(first) * 1000);
    } catch (NumberFormatException e) {
      throw new IOException("/proc/uptime says " + first, e);
    }
  }
}
