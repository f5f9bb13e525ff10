// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.delivery.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoodnightTest {
  @TempDir Path data;

  private Receiver server;

  @BeforeEach
  void start() throws IOException {
    server = new Receiver();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private AgentConfig config() {
    return AgentConfig.read(
        "agent",
        Map.of("host", "laptop"),
        Map.of("data", data.toString(), "server", server.address().toString()));
  }

  @Test
  void theServerIsToldSinceWhen() throws IOException {
    Instant since = Goodnight.say(config(), InstantSource.system());
    assertThat(server.documents)
        .containsExactly(
            "{\"host\":\"laptop\",\"samples\":[],\"runs\":[{\"probe\":\"agent\",\"script\":\"sleep\","
                + "\"outcome\":\"nothing\",\"time\":\""
                + since
                + "\",\"micros\":0}]}");
  }

  @Test
  void aClockThatIsWrongIsCorrectedAsThatOfSamplesIs() throws IOException {
    Instant now = InstantSource.system().instant();
    InstantSource behind = () -> InstantSource.system().instant().minus(Duration.ofHours(3));
    assertThat(Goodnight.say(config(), behind))
        .isBetween(now.minusSeconds(10), now.plusSeconds(60));
  }

  @Test
  void whoIsNotHeardSaysSo() {
    server.status = 503;
    assertThatThrownBy(() -> Goodnight.say(config(), InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 503");
    server.status = 200;
    server.bad = document -> true;
    assertThatThrownBy(() -> Goodnight.say(config(), InstantSource.system()))
        .hasMessage("the server does not take it: {\"error\":\"sample 0: no\"}");
  }
}
