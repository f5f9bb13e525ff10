// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class ListenConfigTest {

  @Test
  void nothingSaidGivesTheDefaults() {
    assertThat(ListenConfig.from(new Settings("f", Map.of())))
        .isEqualTo(new ListenConfig("127.0.0.1", 8787));
  }

  @Test
  void everyKeyIsRead() {
    Settings settings = new Settings("f", Map.of("listen", "::1", "port", 9000L));
    assertThat(ListenConfig.from(settings)).isEqualTo(new ListenConfig("::1", 9000));
    settings.finish();
    assertThatThrownBy(() -> ListenConfig.from(new Settings("f", Map.of("port", 70_000L))))
        .isInstanceOf(BadInput.class)
        .hasMessage("f: port: expected a whole number from 0 to 65535, found 70000");
  }
}
