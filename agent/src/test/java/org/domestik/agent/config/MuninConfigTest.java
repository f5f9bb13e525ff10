// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.domestik.model.Span;
import org.junit.jupiter.api.Test;

class MuninConfigTest {
  @Test
  void noPluginRunsUnlessAFolderIsNamed() {
    MuninConfig config = MuninConfig.read("agent.conf: munin", Map.of());
    assertThat(config.folders()).isEmpty();
    assertThat(config.every()).isEqualTo(Span.parse("1m"));
    assertThat(config.mayName("router1")).isTrue();
    assertThat(MuninConfig.read("x", Map.of("hosts", List.of())).mayName("router1")).isFalse();
  }

  @Test
  void everySettingCanBeChanged() {
    Map<String, Object> values =
        Map.of(
            "folders",
            List.of("/p"),
            "every",
            "5m",
            "millis",
            500L,
            "library",
            "/l",
            "hosts",
            List.of("router*"),
            "env",
            Map.of("df", Map.of("warning", 90L)));
    assertThat(MuninConfig.read("x", values))
        .isEqualTo(
            new MuninConfig(
                List.of(Path.of("/p")),
                Span.parse("5m"),
                Duration.ofMillis(500),
                Path.of("/l"),
                List.of("router*"),
                Map.of("df", Map.of("warning", "90"))));
    assertThatThrownBy(() -> MuninConfig.read("agent.conf: munin", Map.of("folder", "/p")))
        .hasMessage("agent.conf: munin: folder: unknown setting; nearest is \"folders\"");
  }
}
