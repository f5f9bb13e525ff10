// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory this process may count on. */
final class MachineMemory {
  private MachineMemory() {}

  /**
   * The machine's, or its control group's where that has less, or what {@code -XX:MaxRAM} says
   * where that is less still, in bytes.
   */
  static long bytes() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.min(machine, said());
  }

  private static long said() {
    HotSpotDiagnosticMXBean options =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return Long.parseLong(options.getVMOption("MaxRAM").getValue());
    } catch (IllegalArgumentException e) {
      return Long.MAX_VALUE; // This virtual machine has no such option, or it has no number.
    }
  }
}
