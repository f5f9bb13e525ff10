// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import org.domestik.server.ingest.sources.LeftOut.Kind;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  private final Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final LeftOut leftOut = new LeftOut(() -> now);
  private final Sender sender = new Sender("influx", "192.0.2.7", "pve", "proxmox", "");

  @Test
  void countsBySourceSenderAndReason() {
    leftOut.add("telegraf", sender, Reason.TIME, 2, "line 3: of 1970");
    leftOut.add("telegraf", sender, Reason.TIME, 1, "line 9: of 1970");
    leftOut.add("telegraf", sender, Reason.TEXT, 5, "line 1: field \"name\"");
    assertThat(leftOut.entries())
        .extracting(LeftOut.Entry::reason, LeftOut.Entry::count, LeftOut.Entry::example)
        .containsExactly(
            tuple(Reason.TEXT, 5L, "line 1: field \"name\""),
            tuple(Reason.TIME, 3L, "line 9: of 1970"));
    assertThat(leftOut.sums())
        .containsEntry(new Kind("telegraf", Reason.TIME), 3L)
        .containsEntry(new Kind("telegraf", Reason.TEXT), 5L);
  }

  @Test
  void sendersWithoutEndAreForgottenAndTheSumsStay() {
    for (int i = 0; i < 3000; i++) {
      Sender one = new Sender("influx", "192.0.2." + i, "", null, "");
      leftOut.add("influx", one, Reason.TIME, 1, "x".repeat(10_000));
    }
    assertThat(leftOut.entries()).hasSize(1000);
    assertThat(leftOut.entries().getFirst().example()).hasSizeLessThan(400);
    assertThat(leftOut.sums()).containsEntry(new Kind("influx", Reason.TIME), 3000L);
  }
}
