// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.agent.outbox.Outbox;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.SpoolState;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final long LARGE = 1 << 20;
  private static final ProbeDescription DESCRIPTION =
      ProbeDescription.fromTree(
          Map.of(
              "title",
              "Cost of probes",
              "key",
              "script",
              "values",
              List.of(Map.of("name", "v", "unit", "µs", "title", "duration")),
              "graph",
              List.of(Map.of("title", "Time", "values", List.of("v"), "base", 1024L))),
          "cost");

  @TempDir Path folder;

  private static Outbox.Contents contents(double value) {
    Instant time = Instant.parse("2026-11-22T10:00:00.123456789Z");
    Sample sample =
        new Sample(
            DESCRIPTION.probe(), time, List.of(Row.of(List.of("k", "é"), Map.of("v", value))));
    Run run = new Run("p", "p.lua", Run.Outcome.FAILED, "why", time, 12, "said");
    return new Outbox.Contents(
        List.of(sample),
        Map.of(DESCRIPTION.probe(), DESCRIPTION),
        List.of(run),
        List.of("p.lua"),
        0,
        false);
  }

  private static void add(Spool spool, double value, boolean sync) {
    spool.add("h", contents(value), false, sync);
  }

  private static Batch oldest(Spool spool) throws IOException {
    return spool.open(spool.unsent(it -> true));
  }

  @Test
  void batchOutlivesARestartUnderTheSameDelivery() throws IOException {
    Spool spool = new Spool(folder, LARGE);
    add(spool, 1, true);
    add(spool, 2, false);
    Batch before = oldest(spool);
    Spool again = new Spool(folder, LARGE);
    assertThat(oldest(again)).isEqualTo(before);
    again.remove(again.unsent(it -> true));
    assertThat(oldest(again).samples()).isEqualTo(contents(2).samples());
    add(again, 3, false);
    assertThat(again.size()).isEqualTo(2);
    assertThat(oldest(again).delivery().boot()).isEqualTo(before.delivery().boot());
  }

  @Test
  void damagedFileIsSetAsideAndHoldsUpNoOther() throws IOException {
    Spool spool = new Spool(folder, LARGE);
    add(spool, 1, false);
    add(spool, 2, false);
    Path first = folder.resolve("0000000000000000.batch");
    Files.write(first, new byte[] {'{', 's', '4'});
    assertThat(spool.open(spool.unsent(it -> true))).isNull();
    assertThat(oldest(spool).samples()).isEqualTo(contents(2).samples());
    assertThat(first).doesNotExist();
  }

  @Test
  void emptyFileAfterAPowerFailureIsSetAside() throws IOException {
    add(new Spool(folder, LARGE), 1, false);
    Files.write(folder.resolve("0000000000000000.batch"), new byte[0]);
    assertThat(new Spool(folder, LARGE).isEmpty()).isTrue();
    try (var aside = Files.list(folder.resolve("refused"))) {
      assertThat(aside).hasSize(2);
    }
  }

  @Test
  void halfWrittenFileIsRemovedAtTheNextStart() throws IOException {
    Files.createDirectories(folder);
    Path half = Files.writeString(folder.resolve("0000000000000007.batch.new"), "{");
    assertThat(new Spool(folder, LARGE).isEmpty()).isTrue();
    assertThat(half).doesNotExist();
  }

  @Test
  void manySmallFilesBecomeOneThatHoldsAllOfThem() throws IOException {
    Spool spool = new Spool(folder, 64 * LARGE);
    for (int i = 0; i < 1000; i++) {
      add(spool, i, false);
    }
    assertThat(spool.size()).isLessThan(300);
    Spool again = new Spool(folder, 64 * LARGE);
    assertThat(again.state(null)).isEqualTo(spool.state(null));
    List<Double> values = new ArrayList<>();
    while (!again.isEmpty()) {
      oldest(again).samples().forEach(sample -> values.add(sample.rows().getFirst().value("v")));
      again.remove(again.unsent(it -> true));
    }
    assertThat(values).hasSize(1000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void fileThatBecamePartOfAnotherIsGoneAfterTheNextStart() throws IOException {
    Spool spool = new Spool(folder, 64 * LARGE);
    add(spool, 0, false);
    byte[] member = Files.readAllBytes(folder.resolve("0000000000000000.batch"));
    for (int i = 1; i < 1000; i++) {
      add(spool, i, false);
    }
    assertThat(folder.resolve("0000000000000000.batch")).doesNotExist();
    Files.write(folder.resolve("0000000000000000.batch"), member);
    assertThat(new Spool(folder, 64 * LARGE).state(null)).isEqualTo(spool.state(null));
    assertThat(folder.resolve("0000000000000000.batch")).doesNotExist();
  }

  @Test
  void whatTheServerMayHaveSeenNeverChanges() throws IOException {
    Spool spool = new Spool(folder, 80_000);
    for (int i = 0; i < 5; i++) {
      add(spool, i, false);
    }
    spool.add("h", contents(5), true, false);
    SpoolEntry sent = spool.unsettled(it -> true);
    SpoolEntry marked = spool.mark(spool.unsent(it -> true), SpoolEntry.State.SENT);
    Batch first = spool.open(marked);
    for (int i = 6; i < 200; i++) {
      add(spool, i, false);
    }
    Spool again = new Spool(folder, 80_000);
    assertThat(again.open(again.unsettled(it -> true))).isEqualTo(first);
    again.remove(again.unsettled(it -> true));
    assertThat(again.unsettled(it -> true).first()).isEqualTo(sent.first());
    assertThat(again.open(again.unsettled(it -> true)).samples()).isEqualTo(contents(5).samples());
  }

  @Test
  void fullSpoolCollapsesItsOldestAndLosesNothing() throws IOException {
    Spool spool = new Spool(folder, 100_000);
    for (int i = 0; i < 500; i++) {
      add(spool, i, false);
      assertThat(spool.bytes()).isLessThanOrEqualTo(100_000);
    }
    SpoolState state = spool.state(null);
    assertThat(state.samples()).isEqualTo(500);
    assertThat(state.collapsed()).isPositive();
    assertThat(state.dropped()).isZero();
    Summary summary = oldest(spool).buckets().getFirst().rows().getFirst().values().get("v");
    assertThat(summary.min()).isZero();
    assertThat(summary.max()).isEqualTo((double) (summary.count() - 1));
    assertThat(summary.minTime()).isEqualTo("2026-11-22T10:00:00.123456Z");
  }

  @Test
  void spoolTooSmallEvenForBucketsSaysHowManySamplesItLost() throws IOException {
    Spool spool = new Spool(folder, 9_000);
    for (int i = 0; i < 60; i++) {
      Sample sample =
          new Sample("p" + i, Instant.EPOCH, List.of(Row.of(List.of("k"), Map.of("v", 1.0))));
      spool.add(
          "h",
          new Outbox.Contents(List.of(sample), Map.of(), List.of(), null, 0, false),
          true,
          false);
      SpoolEntry one = spool.unsettled(it -> true);
      if (one != null && i % 2 == 0) {
        spool.mark(one, SpoolEntry.State.BATCH);
      } else {
        spool.remove(one);
      }
    }
    SpoolState state = spool.state(null);
    assertThat(spool.bytes()).isLessThanOrEqualTo(9_000);
    assertThat(state.samples() + state.dropped()).isEqualTo(30);
  }
}
