// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.agent.outbox.Outbox;
import org.domestik.model.Sample;
import org.domestik.model.delivery.SpoolState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of 2 MiB, filled to the last block; only root can make one. */
@Tag("slow")
class SpoolDiskTest {
  @TempDir Path disk;

  private Spool spool;
  private long number;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString()));
    spool = new Spool(disk.resolve("spool"), 1 << 20);
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private void add(int samples) {
    for (int i = 0; i < samples; i++, number++) {
      Instant time = Instant.parse("2026-11-01T00:00:00Z").plusSeconds(20 * number);
      Sample sample = new Sample("p", time, List.of(Ledger.row(number)));
      spool.add(
          "h",
          new Outbox.Contents(List.of(sample), Map.of(), List.of(), null, 0, false),
          false,
          false);
    }
  }

  private void fillTheDisk() throws IOException {
    try (OutputStream out = Files.newOutputStream(disk.resolve("others"))) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private void check() throws IOException {
    Ledger ledger = new Ledger();
    for (SpoolEntry one : List.copyOf(spool.all())) {
      ledger.accept(spool.open(one));
    }
    assertThat(ledger.doubled()).isEmpty();
    assertThat(ledger.missing(number)).isEmpty();
    assertThat(spool.dropped()).isZero();
  }

  @Test
  void onAFullDiskTheOldestCollapsesForWhatIsNew() throws IOException {
    add(100);
    fillTheDisk();
    add(400);
    SpoolState state = spool.state(null);
    assertThat(state.collapsed()).isPositive();
    assertThat(state.samples()).isEqualTo(500);
    check();
    spool = new Spool(disk.resolve("spool"), 1 << 20);
    number -= spool.state(null).samples() < 500 ? 500 - spool.state(null).samples() : 0;
    check();
  }

  @Test
  void whereNothingFitsAnyMoreSamplesWaitInMemoryAndReachTheDiskLater() throws IOException {
    fillTheDisk();
    Files.delete(disk.resolve("spool/reserve"));
    fillMore();
    add(3_000);
    assertThat(spool.fault())
        .startsWith("the spool cannot be written, samples wait in memory: ")
        .contains("No space left");
    check();
    Files.delete(disk.resolve("others"));
    Files.delete(disk.resolve("more"));
    add(1);
    assertThat(spool.fault()).isNull();
    spool = new Spool(disk.resolve("spool"), 1 << 20);
    check();
  }

  private void fillMore() throws IOException {
    Files.move(disk.resolve("others"), disk.resolve("more"));
    fillTheDisk();
  }

  @Test
  void memoryIsBoundedByCollapsingToo() throws IOException {
    fillTheDisk();
    Files.delete(disk.resolve("spool/reserve"));
    fillMore();
    add(21_000);
    assertThat(spool.weight()).isLessThanOrEqualTo(20_000);
    assertThat(spool.state(null).collapsed()).isPositive();
    check();
  }
}
