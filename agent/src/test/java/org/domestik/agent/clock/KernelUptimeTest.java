// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelUptimeTest {
  @TempDir Path proc;

  @Test
  void timeGoesOnWhileTheKernelCannotBeAsked() throws Exception {
    Path uptime = proc.resolve("uptime");
    Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "a-boot\n");
    Files.writeString(uptime, "1000.25 700.00\n");
    Uptime kernel = KernelUptime.in(proc);
    assertThat(kernel.boot()).isEqualTo("a-boot");
    assertThat(kernel.millis()).isEqualTo(1_000_250);
    Files.delete(uptime);
    assertThat(kernel.millis()).isBetween(1_000_250L, 1_600_000L);
    Files.writeString(uptime, "2000.00 700.00\n");
    assertThat(kernel.millis()).isEqualTo(2_000_000);
  }
}
