// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.junit.jupiter.api.Test;

class LifeCycleConfigTest {

  @Test
  void nothingSaidGivesTheDefaults() {
    assertThat(LifeCycleConfig.from(new Settings("f", Map.of())))
        .isEqualTo(new LifeCycleConfig(Span.parse("1h")));
  }

  @Test
  void everyKeyIsRead() {
    Settings settings = new Settings("f", Map.of("lifecycle_every", "10m"));
    assertThat(LifeCycleConfig.from(settings).every()).isEqualTo(Span.parse("10m"));
    settings.finish();
    assertThatThrownBy(
            () -> LifeCycleConfig.from(new Settings("f", Map.of("lifecycle_every", "-1h"))))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("f: lifecycle_every: \"-1h\"");
  }
}
