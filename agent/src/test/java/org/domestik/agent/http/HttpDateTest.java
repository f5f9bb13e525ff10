// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  private static final DateTimeFormatter STANDARD =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @Test
  void anyTimeIsWrittenAsTheStandardHasItAndReadBack() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextLong(0, 10_000_000_000L));
      assertThat(HttpDate.text(time)).isEqualTo(STANDARD.format(time));
      assertThat(HttpDate.read(HttpDate.text(time))).isEqualTo(time);
    }
  }

  @Test
  void whatIsNoTimeIsNone() {
    for (String text :
        new String[] {
          "",
          "now",
          "Sun, 31 Feb 2026 10:00:00 GMT",
          "Sun, 22 ovD 2026 10:00:00 GMT",
          "Sun, 22 Nov 2026 25:00:00 GMT",
          "Sun, 22 Nov 2026 10:00:00 CET"
        }) {
      assertThat(HttpDate.read(text)).as(text).isNull();
    }
    assertThat(HttpDate.read("Sat, 31 Dec 2016 23:59:60 GMT")).isEqualTo("2016-12-31T23:59:59Z");
  }
}
