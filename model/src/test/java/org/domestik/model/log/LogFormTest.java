// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class LogFormTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  private static String event(LogForm form, String message) {
    return form.event(TIME, Level.WARN, "spool", message, null);
  }

  @Test
  void textHasTimeWithZoneLevelComponentAndMessage() {
    assertThat(event(LogForm.TEXT, "it is full"))
        .isEqualTo("2026-11-22T10:00:00.000Z warn spool: it is full");
    assertThat(LogForm.TEXT.event(TIME.plusNanos(1), Level.INFO, "a", "b", null))
        .isEqualTo("2026-11-22T10:00:00.000Z info a: b");
  }

  @Test
  void noPartOfAMessagePassesForAnotherEventNorControlsATerminal() {
    assertThat(event(LogForm.TEXT, "x\n2026-11-22T10:00:00.000Z info a: all is well\u001b[2J\r"))
        .isEqualTo(
            "2026-11-22T10:00:00.000Z warn spool: x\n"
                + "  2026-11-22T10:00:00.000Z info a: all is well?[2J");
  }

  @Test
  void journaldHasItsPriorityBeforeEachLine() {
    assertThat(event(LogForm.JOURNAL, "one\ntwo"))
        .isEqualTo("<4>2026-11-22T10:00:00.000Z warn spool: one\n<4>  two");
  }

  @Test
  void jsonIsOneLineWhateverTheMessageIs() {
    assertThat(LogForm.JSON.event(TIME, Level.ERROR, "api", "a \"b\"\n", "at X\nat Y"))
        .isEqualTo(
            "{\"time\":\"2026-11-22T10:00:00.000Z\",\"level\":\"error\",\"component\":\"api\","
                + "\"message\":\"a \\\"b\\\"\\n\",\"trace\":\"at X\\nat Y\"}");
  }

  @Test
  void streamIsJournaldsOnlyWhereItIsTheVeryOne() {
    assertThat(LogForm.isJournal("9:123", 9L, 123L)).isTrue();
    assertThat(LogForm.isJournal("9:123", 9L, 124L)).isFalse();
    assertThat(LogForm.isJournal(null, 9L, 123L)).isFalse();
  }

  @Test
  void wordOfTheConfiguration() {
    assertThat(LogForm.of("text", true)).isEqualTo(LogForm.JOURNAL);
    assertThat(LogForm.of("text", false)).isEqualTo(LogForm.TEXT);
    assertThat(LogForm.of("json", true)).isEqualTo(LogForm.JSON);
    assertThatThrownBy(() -> LogForm.of("jason", false))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("nearest is \"json\"");
  }
}
