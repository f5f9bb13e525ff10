// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SupervisionTest {
  private static final Map<String, String> SOCKET = Map.of("NOTIFY_SOCKET", "/run/notify");

  private static Supervision of(String micros, String pid) {
    return Supervision.of(
        Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid), 42);
  }

  @Test
  void nobodyListensWithoutASocket() {
    assertThat(Supervision.of(Map.of("WATCHDOG_USEC", "1000000"), 42)).isNull();
    assertThat(Supervision.of(Map.of("NOTIFY_SOCKET", ""), 42)).isNull();
  }

  @Test
  void watchdogWantsToBeFedThreeTimesAsOftenAsItBites() {
    assertThat(of("30000000", "42").every()).isEqualTo(Duration.ofSeconds(10));
    assertThat(of("30000000", "").every()).isEqualTo(Duration.ofSeconds(10));
    assertThat(Supervision.of(SOCKET, 42).every()).isNull();
  }

  @Test
  void watchdogOfAnotherProcessAndWhatIsNoTimeAreNone() {
    assertThat(of("30000000", "41").every()).isNull();
    for (String micros : new String[] {"0", "-1", "soon", "", "99999999999999999999"}) {
      assertThat(of(micros, "42").every()).as(micros).isNull();
    }
  }

  @Test
  void eachWordIsAVariableOfSdNotify() {
    Supervision supervision = of("30000000", "42");
    assertThat(supervision.ready("answers at http://127.0.0.1:8787"))
        .containsExactly("systemd-notify", "READY=1", "STATUS=answers at http://127.0.0.1:8787");
    assertThat(supervision.alive()).containsExactly("systemd-notify", "WATCHDOG=1");
    assertThat(supervision.reloading(1_234_567_890))
        .containsExactly("systemd-notify", "RELOADING=1", "MONOTONIC_USEC=1234567");
    assertThat(supervision.stopping()).containsExactly("systemd-notify", "STOPPING=1");
  }
}
