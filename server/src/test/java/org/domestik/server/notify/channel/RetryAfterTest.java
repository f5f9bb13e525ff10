// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | | 120",
        "Sun, 22 Nov 2026 12:10:00 GMT | Sun, 22 Nov 2026 12:00:00 GMT | 600",
        "Sun, 22 Nov 2026 12:10:00 GMT | |",
        "Sun, 22 Nov 2026 12:10:00 GMT | Sun, 22 Nov 2026 12:10:00 GMT |",
        "0 | |",
        "-5 | |",
        "99999999999999999999 | |",
        "soon | Sun, 22 Nov 2026 12:10:00 GMT |",
      })
  void bothFormsAreRead(String after, @Nullable String date, @Nullable Long seconds) {
    HttpHeaders headers =
        HttpHeaders.of(
            date == null
                ? Map.of("Retry-After", List.of(after))
                : Map.of("Retry-After", List.of(after), "Date", List.of(date)),
            (name, value) -> true);
    assertThat(RetryAfter.of(headers))
        .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }
}
