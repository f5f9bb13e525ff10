// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.config.LimitsConfig.What;
import org.junit.jupiter.api.Test;

class LimitsConfigTest {
  private static LimitsConfig read(Map<String, Object> values) {
    return LimitsConfig.from(new Settings("server.conf", Map.of("limits", values)));
  }

  @Test
  void whatIsNotSaidIsTheDefault() {
    assertThat(LimitsConfig.from(new Settings("server.conf", Map.of())))
        .isEqualTo(LimitsConfig.DEFAULT);
  }

  @Test
  void whatIsSaidWins() {
    assertThat(
            read(
                Map.of(
                    "keys", 1L,
                    "probe_keys", 2L,
                    "probes", 3L,
                    "host_minute", Map.of("bytes", 4L),
                    "token_minute", Map.of("hosts", 5L))))
        .isEqualTo(new LimitsConfig(1, 2, 3, Map.of(What.BYTES, 4L), Map.of(What.HOSTS, 5L)));
  }

  @Test
  void aWrongKeyIsNamedWithItsTable() {
    assertThatThrownBy(() -> read(Map.of("host_minute", Map.of("byte", 4L))))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "server.conf: limits: host_minute: byte: unknown setting; nearest is \"bytes\"");
    assertThatThrownBy(() -> read(Map.of("keys", 0L)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("limits: keys: expected a whole number from 1");
  }
}
