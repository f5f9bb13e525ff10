// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/shadow",
        "/etc/../etc/shadow",
        "/etc/ssl/private/key.pem",
        "/etc/ssl/private/two\nlines",
        "/proc/1/task/\n/environ",
        "/root/.ssh/id_ed25519",
        "/etcetera",
      })
  void secretsAndWhatIsElsewhereAreNotRead(String path) {
    assertThatThrownBy(() -> new AllowList(List.of()).check(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("may not be read");
  }

  @Test
  void theRestIs() {
    for (String path : List.of("/proc/meminfo", "/etc/two\nlines", "/sys/class/net")) {
      assertThat(new AllowList(List.of()).check(path)).hasToString(path);
    }
  }
}
