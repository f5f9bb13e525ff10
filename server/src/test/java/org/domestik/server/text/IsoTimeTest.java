// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
  @Test
  void everyInstantIsReadAsItIsWritten() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long second = random.nextLong(-62_135_596_800L, 253_402_300_800L);
      int nanos = random.nextInt(4) == 0 ? random.nextInt(1_000_000_000) : random.nextInt(4) * 1000;
      Instant instant = Instant.ofEpochSecond(second, nanos);
      assertThat(IsoTime.read(instant.toString())).isEqualTo(instant);
    }
  }

  @Test
  void whateverIsReadIsWhatTheFormatterReads() {
    Random random = new Random(2);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder("2028-02-29T23:59:59.123456Z");
      text.setLength(20 + random.nextInt(8));
      text.setCharAt(text.length() - 1, 'Z');
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        text.setCharAt(
            random.nextInt(text.length()), "0123456789-:.TZ+ ".charAt(random.nextInt(17)));
      }
      Instant read = IsoTime.read(text.toString());
      if (read != null) {
        assertThat(read).as(text.toString()).isEqualTo(Instant.parse(text));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-02-29T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-01-00T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T10:60:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T10:00:00.Z",
        "2026-01-01T10:00:00.1234567890Z",
        "2026-01-01T10:00:00+01:00",
        "2026-01-01 10:00:00Z",
        "+2026-01-01T10:00:00Z"
      })
  void whatIsWrittenOtherwiseIsLeftToTheFormatter(String text) {
    assertThat(IsoTime.read(text)).isNull();
  }
}
