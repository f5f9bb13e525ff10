// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.server.notify.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  @ParameterizedTest
  @EnumSource(Message.Kind.class)
  void comesBackFromItsJsonAsItWas(Message.Kind kind) {
    Message message = Messages.full(kind);

    assertThat(Message.fromJson(message.toJson())).isEqualTo(message);
  }

  @Test
  void comesBackWithoutWhatItLacks() {
    Message.Item bare =
        new Message.Item(
            "silent",
            "critical",
            "h",
            null,
            List.of(),
            null,
            null,
            null,
            null,
            Messages.NOON,
            null,
            "h is silent",
            null);
    Message message =
        new Message(
            "k",
            Message.Kind.FIRING,
            "critical",
            "h is silent",
            Messages.NOON,
            List.of(bare),
            null);

    assertThat(Message.fromJson(message.toJson())).isEqualTo(message);
    assertThat(message.text())
        .isEqualTo("h is silent\ncritical: silent on h\nsince 2026-11-22 12:00 UTC, for 0 seconds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"key\":1}", "null", "{\"key\":\"k\",\"kind\":\"x\"}"})
  void whatIsNoMessageIsRefused(String json) {
    assertThatThrownBy(() -> Message.fromJson(json))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("no message: ");
  }

  @Test
  void theSubjectIsOneLine() {
    Message message =
        new Message(
            "k",
            Message.Kind.TEST,
            "info",
            " a\r\nBcc: x@example.org\u2028\0b " + "é".repeat(300),
            Messages.NOON,
            List.of(Messages.disk("h")),
            null);

    assertThat(message.subject()).startsWith("a Bcc: x@example.org b é").hasSize(200).endsWith("…");
  }

  @Test
  void textSaysValueThresholdSinceDurationAndLink() {
    assertThat(Messages.full(Message.Kind.FIRING).text())
        .isEqualTo(
            """
            "/var" is 93.25 % <full> & é
            critical: disk nearly full on db-1 / filesystem / /var / full
            now 93.25 %, threshold above 90 %
            since 2026-11-22 11:48 UTC, for 12 minutes
            https://domestik.example/#host=db-1&at=1

            https://domestik.example/#alerts""");
    assertThat(Messages.full(Message.Kind.RESOLVED).text())
        .contains("from 2026-11-22 11:48 UTC to 2026-11-22 11:59 UTC, 11 minutes");
  }

  @Test
  void textShowsTwentyAndSaysHowManyMoreThereAre() {
    assertThat(Messages.many(20).text()).contains("db-20 ").doesNotContain("more");
    assertThat(Messages.many(200).text()).doesNotContain("db-21 ").endsWith("\n\nand 180 more");
    assertThatThrownBy(() -> Messages.many(201)).hasMessageContaining("1 to 200");
  }
}
