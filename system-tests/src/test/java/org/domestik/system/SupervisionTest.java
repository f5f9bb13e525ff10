// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * What server and agent tell systemd, as it hears it; {@code system-tests/packages} has a real one.
 */
@Tag("slow")
@EnabledIf("hasNotify")
class SupervisionTest {
  @TempDir Path folder;

  static boolean hasNotify() {
    return Files.isExecutable(Path.of("/usr/bin/systemd-notify"));
  }

  @Test
  void serverTellsThatItIsReadyAliveReloadingAndStopping() throws Throwable {
    tells("answers at http://127.0.0.1:", "server", "--port", "0");
  }

  @Test
  void agentTellsThatItIsReadyAliveReloadingAndStopping() throws Throwable {
    tells("watching ", "agent", "--server", "http://127.0.0.1:9");
  }

  private void tells(String status, String command, String... options) throws Throwable {
    NotifySocket systemd = new NotifySocket(folder.resolve("notify"));
    ProcessBuilder builder =
        Domestik.launcher(command, "--data", folder.resolve("data").toString());
    builder.command().addAll(List.of(options));
    builder.environment().put("NOTIFY_SOCKET", systemd.path().toString());
    builder.environment().put("WATCHDOG_USEC", "6000000");
    Process process = builder.redirectOutput(folder.resolve("log").toFile()).start();
    try {
      assertThat(systemd.next("READY=1")).startsWith("READY=1\nSTATUS=" + status);
      systemd.next("WATCHDOG=1");
      systemd.next("WATCHDOG=1");
      Domestik.finish(new ProcessBuilder("kill", "-HUP", "" + process.pid()));
      assertThat(systemd.next("RELOADING=1")).matches("RELOADING=1\nMONOTONIC_USEC=\\d+\n?");
      systemd.next("READY=1");
      process.destroy();
      systemd.next("STOPPING=1");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(folder.resolve("log")).content().doesNotContain("systemd cannot be told");
    } finally {
      process.destroyForcibly();
    }
  }
}
