// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long an answer over HTTP asks to be left alone: {@code Retry-After}, in both its forms. */
final class RetryAfter {
  private RetryAfter() {}

  /** The time it says; null where it says none that can be read, or one that is over. */
  static @Nullable Duration of(HttpHeaders headers) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,9}")) {
      return positive(Duration.ofSeconds(Long.parseLong(text)));
    }
    Instant until = date(text);
    // By the clock of who answers: a difference between two of its times needs no other.
    Instant now = date(headers.firstValue("Date").orElse(""));
    return until == null || now == null ? null : positive(Duration.between(now, until));
  }

  private static @Nullable Duration positive(Duration time) {
    return time.isPositive() ? time : null;
  }

  private static @Nullable Instant date(String text) {
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
