// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.storage.alert.QuietWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietWindowsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static QuietWindow read(String... fields) {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      all.put(fields[i], fields[i + 1]);
    }
    return QuietWindows.read(all, NOON, ZoneOffset.UTC, "ada");
  }

  @Test
  void itBeginsNowOrByTheClocksOfItsZone() {
    QuietWindow now = read("lasting", "2 hours", "hosts", "db-*", "reason", " new disks ");
    assertThat(now.from()).isEqualTo(NOON);
    assertThat(now.to()).isEqualTo(Instant.parse("2026-11-22T14:00:00Z"));
    assertThat(now.hosts()).containsExactly("db-*");
    assertThat(now.rules()).containsExactly("*");
    assertThat(QuietWindows.why(now)).isEqualTo("quiet until 2026-11-22 14:00 (Z): new disks");
    QuietWindow later =
        read("from", "2026-11-23 02:30", "to", "2026-11-23T04:00", "zone", "Europe/Paris");
    assertThat(later.from()).isEqualTo(Instant.parse("2026-11-23T01:30:00Z"));
    assertThat(later.to()).isEqualTo(Instant.parse("2026-11-23T03:00:00Z"));
    assertThat(QuietWindows.whole(later))
        .isEqualTo("*: from 2026-11-23 02:30 (Europe/Paris) to 2026-11-23 04:00 (Europe/Paris)");
  }

  @Test
  void noTimeIsBeyondWhatClocksSay() {
    assertThatThrownBy(() -> read("lasting", "999999999 years"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("quiet: to: at most a year");
    assertThatThrownBy(() -> read("from", "+999999999-12-31T23:00", "lasting", "1 day"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("quiet: to: at most a year");
  }

  @Test
  void aDayThatHasTwentyFiveHoursIsADay() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    Instant before = Instant.parse("2026-10-24T22:00:00Z");
    QuietWindow day = QuietWindows.read(Map.of("lasting", "1 day"), before, paris, "ada");
    assertThat(day.to()).isEqualTo(Instant.parse("2026-10-25T23:00:00Z"));
    // At two the clocks go to three: half past two is half past three.
    QuietWindow skipped =
        QuietWindows.read(
            Map.of("from", "2027-03-28 02:30", "lasting", "1 hour"), before, paris, "ada");
    assertThat(skipped.from()).isEqualTo(Instant.parse("2027-03-28T01:30:00Z"));
  }

  @Test
  void itCoversFromItsBeginningToBeforeItsEnd() {
    QuietWindow window = read("lasting", "1 hour", "hosts", "db-*", "rules", "disk*");
    assertThat(QuietWindows.covers(window, "db-1", "disk full", NOON)).isTrue();
    assertThat(QuietWindows.covers(window, "db-1", "disk full", NOON.minusMillis(1))).isFalse();
    assertThat(QuietWindows.covers(window, "db-1", "disk full", NOON.plusSeconds(3600))).isFalse();
    assertThat(QuietWindows.covers(window, "web", "disk full", NOON)).isFalse();
    assertThat(QuietWindows.covers(window, "db-1", "silent", NOON)).isFalse();
    assertThat(QuietWindows.fields(window, NOON)).containsEntry("active", true);
    assertThat(QuietWindows.fields(window, NOON.plusSeconds(3600))).containsEntry("active", false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zone | Europe/Pariss | zone: there is no zone \"Europe/Pariss\"; nearest is \"Europe/Paris\"",
        "from | tomorrow | from: \"tomorrow\" is no time; write it as \"2026-11-29 22:00\"",
        "from | 2029-01-01 00:00 | to: at most a year",
        "to | 2026-11-22 13:00 | to: write either to or lasting",
        "lasting | soon | lasting:",
        "lasting | 5 years | to: at most a year",
        "hosts | a$b | hosts: \"a$b\" can match no host",
        "host | a | host: unknown setting; nearest is \"hosts\"",
        "from | 2026-11-22 09:00 | to: 2026-11-22 10:00 (Z) is over already",
      })
  void faultsNameTheirField(String field, String value, String complaint) {
    Map<String, Object> fields = new HashMap<>(Map.of("lasting", "1 hour"));
    fields.put(field, value);
    assertThatThrownBy(() -> QuietWindows.read(fields, NOON, ZoneOffset.UTC, "ada"))
        .hasMessageStartingWith("quiet: " + complaint);
  }

  @Test
  void itEndsAfterItBegins() {
    assertThatThrownBy(() -> read("from", "2026-11-22 13:00", "to", "2026-11-22 13:00"))
        .hasMessageContaining("has to be after from, 2026-11-22 13:00");
    assertThatThrownBy(() -> read("hosts", "*")).hasMessageContaining("either to or lasting");
    assertThatThrownBy(() -> read("lasting", "1 h", "reason", "x".repeat(301)))
        .hasMessageContaining("at most 300 characters");
    assertThat(read("lasting", "1 h", "reason", " ").reason()).isNull();
    assertThat(List.of(read("lasting", "1 h").who())).containsExactly("ada");
  }
}
