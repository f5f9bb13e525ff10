// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CodeAddressTest {
  private static String front(String... names) {
    return new CodeAddress(null, "PIN", List.of(names), () -> 8787).front(null);
  }

  @Test
  void whatOthersCanResolveStandsInACode() {
    assertThat(front("monitor.example.com", "192.0.2.7"))
        .isEqualTo("https://monitor.example.com:8787#PIN");
    assertThat(front("box", "192.0.2.7", "localhost", "127.0.0.1", "::1"))
        .isEqualTo("https://192.0.2.7:8787#PIN");
    assertThat(front("*.example.com", "2001:db8::7")).isEqualTo("https://[2001:db8::7]:8787#PIN");
    assertThat(front("box", "127.0.0.1", "::1")).isEqualTo("https://box:8787#PIN");
    assertThat(front()).isEqualTo("https://127.0.0.1:8787#PIN");
  }
}
