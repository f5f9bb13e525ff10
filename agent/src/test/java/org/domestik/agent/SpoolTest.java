// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.Batch;
import org.domestik.model.Row;
import org.domestik.model.Run;
import org.domestik.model.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final long LARGE = 1 << 20;
  @TempDir Path folder;

  private static Outbox.Contents contents(double value) {
    Instant time = Instant.parse("2026-11-22T10:00:00.123456789Z");
    Sample sample =
        new Sample(ProbeCost.NAME, time, List.of(Row.of(List.of("k", "é"), Map.of("v", value))));
    Run run = new Run("p", "p.lua", Run.Outcome.FAILED, "why", time, 12);
    return new Outbox.Contents(
        List.of(sample),
        Map.of(ProbeCost.NAME, ProbeCost.DESCRIPTION),
        List.of(run),
        List.of("p.lua"),
        0);
  }

  @Test
  void batchOutlivesARestartUnderTheSameDelivery() throws IOException {
    Spool spool = new Spool(folder, LARGE);
    spool.add("h", contents(1), true);
    spool.add("h", contents(2), false);
    Batch before = spool.oldest().batch();
    Spool again = new Spool(folder, LARGE);
    assertThat(again.oldest().batch()).isEqualTo(before);
    again.remove(again.oldest().number());
    assertThat(again.oldest().batch().samples()).isEqualTo(contents(2).samples());
    again.add("h", contents(3), false);
    assertThat(again.size()).isEqualTo(2);
    assertThat(again.oldest().batch().delivery().boot()).isEqualTo(before.delivery().boot());
  }

  @Test
  void damagedFileIsSetAsideAndHoldsUpNoOther() throws IOException {
    Spool spool = new Spool(folder, LARGE);
    spool.add("h", contents(1), false);
    spool.add("h", contents(2), false);
    Path first = folder.resolve("0000000000000000.batch");
    Files.write(first, new byte[] {'{', 's', '4'});
    assertThat(spool.oldest().batch().samples()).isEqualTo(contents(2).samples());
    assertThat(first).doesNotExist();
  }

  @Test
  void emptyFileAfterAPowerFailureIsSetAside() throws IOException {
    Spool spool = new Spool(folder, LARGE);
    spool.add("h", contents(1), false);
    Files.write(folder.resolve("0000000000000000.batch"), new byte[0]);
    assertThat(spool.oldest()).isNull();
  }

  @Test
  void halfWrittenFileIsRemovedAtTheNextStart() throws IOException {
    Files.createDirectories(folder);
    Path half = Files.writeString(folder.resolve("0000000000000007.batch.new"), "{");
    assertThat(new Spool(folder, LARGE).isEmpty()).isTrue();
    assertThat(half).doesNotExist();
  }

  @Test
  void fullSpoolSaysHowManySamplesItLost() throws IOException {
    Spool spool = new Spool(folder, 4_000);
    long lost = 0;
    for (int i = 0; i < 20; i++) {
      spool.add("h", contents(i), false);
      lost += spool.trim();
    }
    assertThat(spool.bytes()).isLessThanOrEqualTo(4_000);
    assertThat(lost).isEqualTo(20 - spool.size());
    assertThat(spool.oldest().batch().samples()).isEqualTo(contents((double) lost).samples());
  }
}
