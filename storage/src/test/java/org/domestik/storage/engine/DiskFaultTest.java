// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full, read-only or lies, and a folder that is copied while it is written: what was
 * acknowledged is there once, or what is wrong is said.
 *
 * <p>{@code -Ddomestik.flips=500} flips more bytes than the default.
 */
@Tag("slow")
class DiskFaultTest {
  private static final int FLIPS = Integer.getInteger("domestik.flips", 4);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final int ROWS = 1000;

  @TempDir Path folder;

  private final HandClock clock = new HandClock(Contract.NOW);
  private final List<Path> mounted = new ArrayList<>();

  @AfterEach
  void unmount() throws Exception {
    for (Path path : mounted) {
      run("umount", "-l", path.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private Path smallDisk() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=24m", "none", disk.toString()));
    mounted.add(disk);
    return disk;
  }

  private Storage open(Path file) {
    return SqlStorage.open(StorageConfig.of("duckdb:" + file), clock);
  }

  private static Batch batch(int number) {
    Random random = new Random(number); // Numbers that take their place on the disk.
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < ROWS; key++) {
      rows.add(new Row(List.of("k" + key), List.of("v"), new double[] {random.nextDouble()}));
    }
    Instant time = Contract.NOW.minusSeconds(86_400).plusSeconds(number);
    return new Batch(
        "here",
        new Delivery(Contract.BOOT, number),
        List.of(new Sample("load", time, rows)),
        Map.of(),
        List.of());
  }

  private static long accepted(Storage storage) {
    List<Balance> balances = storage.lifeCycle().verify(Scope.ALL);
    assertThat(balances).allMatch(Balance::balanced).allMatch(it -> it.losses().isEmpty());
    return balances.stream().mapToLong(Balance::accepted).sum();
  }

  /** A sender that tries until it is answered. */
  private static void deliver(Storage storage, int number) {
    Instant deadline = Instant.now().plusSeconds(60);
    while (true) {
      try {
        storage.accept(batch(number));
        return;
      } catch (StorageUnavailable e) {
        assertThat(Instant.now()).as("still: " + e.getMessage()).isBefore(deadline);
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  @Test
  void fullDiskRefusesInClearWordsAndGoesOnOnceThereIsRoom() throws Exception {
    Path disk = smallDisk();
    int number = 0;
    try (Storage storage = open(disk.resolve("store.duckdb"))) {
      deliver(storage, number++);
      for (int round = 0; round < 2; round++) {
        Path filler = disk.resolve("filler");
        assertThat(run("sh", "-c", "cat /dev/zero > " + filler + " 2>/dev/null")).isFalse();
        String refusal = null;
        for (int tries = 0; tries < 200 && refusal == null; tries++) {
          try {
            storage.accept(batch(number));
            number++;
          } catch (StorageUnavailable e) {
            refusal = e.getMessage();
          }
        }
        assertThat(refusal).containsIgnoringCase("no space left");
        assertThatThrownBy(storage::check).isInstanceOf(StorageUnavailable.class);
        Files.delete(filler);
        // What was refused comes again, as any agent sends it.
        deliver(storage, number++);
        deliver(storage, number++);
        assertThat(accepted(storage)).isEqualTo((long) ROWS * number);
      }
    }
    try (Storage storage = open(disk.resolve("store.duckdb"))) {
      assertThat(accepted(storage)).isEqualTo((long) ROWS * number);
    }
  }

  @Test
  void readOnlyDiskIsSaidAtTheStartAndChangesNothing() throws Exception {
    Path disk = smallDisk();
    Path file = disk.resolve("store.duckdb");
    try (Storage storage = open(file)) {
      deliver(storage, 0);
    }
    assumeTrue(run("mount", "-o", "remount,ro", disk.toString()));
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file.toString());
    assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
    try (Storage storage = open(file)) {
      deliver(storage, 1);
      assertThat(accepted(storage)).isEqualTo(2L * ROWS);
    }
  }

  /** Every row as it was sent, or an error: never other numbers, nor fewer without a word. */
  @Test
  void flippedByteOfTheFileIsHarmlessOrSaid() throws Exception {
    Path file = folder.resolve("store.duckdb");
    try (Storage storage = open(file)) {
      for (int number = 0; number < 8; number++) {
        deliver(storage, number);
      }
    }
    String whole = told(file);
    Random random = new Random(SEED);
    Set<String> heard = new HashSet<>();
    for (int flip = 0; flip < FLIPS; flip++) {
      Path copy = Files.createDirectory(folder.resolve("copy" + flip)).resolve("store.duckdb");
      copyAll(folder, copy.getParent());
      long at = random.nextLong(Files.size(copy));
      try (RandomAccessFile bytes = new RandomAccessFile(copy.toFile(), "rw")) {
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ (1 << random.nextInt(8)));
      }
      String found;
      try {
        found = told(copy);
      } catch (BadInput | StorageUnavailable e) {
        assertThat(e.getMessage()).containsAnyOf("docs/backup.md", copy.toString());
        heard.add(String.valueOf(e.getMessage()).replace(copy.toString(), "FILE"));
        continue;
      }
      assertThat(found).as("seed " + SEED + ", byte " + at).isEqualTo(whole);
    }
    System.out.println(FLIPS + " flips: " + heard);
  }

  /** All that is there, in one number. */
  private String told(Path file) {
    try (Storage storage = open(file)) {
      return accepted(storage)
          + " "
          + storage
              .select("SELECT count(*), sum(v), min(v), max(v) FROM domestik.probe_load", 9)
              .rows();
    }
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path path : files.filter(it -> it.toString().contains("/store.duckdb")).toList()) {
        if (path.toString().contains("/copy")) {
          continue;
        }
        Path target = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @Test
  void folderCopiedWhileItIsWrittenOpensOrSaysWhatItLacks() throws Exception {
    Path file = folder.resolve("store.duckdb");
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    try (Storage storage = open(file)) {
      deliver(storage, 0);
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!ended.get()) {
                      deliver(storage, acknowledged.incrementAndGet());
                    }
                  });
      try {
        for (int copy = 0; copy < 3; copy++) {
          Path to = Files.createDirectory(folder.resolve("copy" + copy));
          int before = acknowledged.get();
          copyAll(folder, to);
          long least = (long) ROWS * before;
          try (Storage copied = open(to.resolve("store.duckdb"))) {
            List<Balance> balances = copied.lifeCycle().verify(Scope.ALL);
            boolean isTold = balances.stream().anyMatch(it -> !it.losses().isEmpty());
            assertThat(balances).allMatch(it -> it.balanced() || !it.losses().isEmpty());
            long there = balances.stream().mapToLong(Balance::accepted).sum();
            assertThat(there >= least || isTold).as("%s of %s rows", there, least).isTrue();
          } catch (BadInput e) {
            assertThat(e).hasMessageContaining("store.duckdb");
          }
        }
      } finally {
        ended.set(true);
        sender.join();
      }
      assertThat(accepted(storage)).isEqualTo((long) ROWS * (acknowledged.get() + 1));
    }
  }
}
