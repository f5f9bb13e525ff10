// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.access.User;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A copy of a store is a store. */
class CopyTest extends Contract implements StoreUnderTest.OnDuckDb {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String HASH = "argon2-of-a-password-nobody-has";

  private static final SeriesQuery ALL =
      new SeriesQuery(
          "h", "process_tracking", List.of("p"), Instant.EPOCH, NOW.plus(Duration.ofDays(1)), 0);

  private void fill() {
    storage.describe(tracking());
    accept("h", tracked("p", NOW.minus(Duration.ofDays(3)), MINUTE, 3 * 1440));
    archive();
    storage.access().add(new User("ada", "admin", HASH, NOW, null));
  }

  private Storage opened(StoreCopy copy) throws Exception {
    Path other = Files.createDirectories(folder.resolve("other")).resolve("samples.duckdb");
    Files.deleteIfExists(other);
    Files.move(copy.file(), other);
    return SqlStorage.open(StorageConfig.of("duckdb:" + other), clock);
  }

  private static List<Balance> balances(Storage store) {
    List<Balance> balances = store.lifeCycle().verify(LifeCycle.Scope.ALL);
    assertThat(balances).isNotEmpty().allMatch(Balance::balanced);
    return balances;
  }

  @Test
  void copySaysWhatTheStoreSays() throws Exception {
    fill();
    List<Long> progress = new ArrayList<>();
    StoreCopy copy = storage.copy(true, (rows, of) -> progress.add(rows - of));
    assertThat(progress).isSorted().hasSizeGreaterThan(3).endsWith(0L);
    assertThat(copy.bytes()).isEqualTo(Files.size(copy.file()));
    try (Storage other = opened(copy)) {
      assertThat(balances(other)).isEqualTo(balances());
      assertThat(other.series(ALL)).isEqualTo(storage.series(ALL));
      assertThat(other.descriptions()).isEqualTo(storage.descriptions());
      assertThat(other.access().credentials()).isEqualTo(storage.access().credentials());
      other.accept(batch("h", sample("process_tracking", NOW, List.of("p"), "data", 1)));
      assertThat(balances(other).getFirst().accepted()).isEqualTo(balance().accepted() + 1);
    }
  }

  @Test
  void withoutSecretsTheyAreNowhereInTheFile() throws Exception {
    fill();
    StoreCopy with = storage.copy(true, (rows, of) -> {});
    StoreCopy without = storage.copy(false, (rows, of) -> {});
    assertThat(text(with)).contains(HASH);
    assertThat(text(without)).doesNotContain(HASH);
    try (Storage other = opened(without)) {
      assertThat(other.access().credentials().users()).isEmpty();
      assertThat(balances(other)).isEqualTo(balances());
    }
    with.close();
    assertThat(with.file()).doesNotExist();
  }

  private static String text(StoreCopy copy) throws Exception {
    return Files.readString(copy.file(), StandardCharsets.ISO_8859_1);
  }

  @Test
  @Tag("slow")
  void whatWasAcknowledgedBeforeIsInACopyMadeWhileOthersWrite() throws Exception {
    fill();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    CountDownLatch some = new CountDownLatch(1);
    Thread writer = Thread.ofPlatform().start(() -> write(over, acknowledged, some));
    try {
      some.await();
      for (int i = 0; i < 10; i++) {
        int before = acknowledged.get();
        try (Storage other = opened(storage.copy(false, (rows, of) -> {}))) {
          assertThat(busy(balances(other)).live()).isGreaterThanOrEqualTo(before);
        }
        storage.lifeCycle().archive(LifeCycle.Scope.ALL, clock.instant(), step -> {});
      }
    } finally {
      over.set(true);
      writer.join();
    }
    assertThat(busy(balances()).accepted()).isEqualTo(acknowledged.get());
  }

  private static Balance busy(List<Balance> balances) {
    return balances.stream().filter(it -> it.probe().equals("busy")).findFirst().orElseThrow();
  }

  private void write(AtomicBoolean over, AtomicInteger acknowledged, CountDownLatch some) {
    for (int i = 0; !over.get(); i++) {
      Instant time = NOW.minus(Duration.ofHours(20)).plusMillis(i);
      List<Sample> samples = List.of(sample("busy", time, List.of("a" + i % 50), "v" + i % 20, i));
      storage.accept(new Batch("w", null, samples, Map.of(), List.of()));
      acknowledged.incrementAndGet();
      if (i == 100) {
        some.countDown();
      }
    }
  }

  @Test
  @Tag("slow")
  void widestProbesFitIntoMemory() throws Exception {
    List<String> names = new ArrayList<>();
    double[] numbers = new double[200];
    for (int i = 0; i < numbers.length; i++) {
      names.add("v" + i);
      numbers[i] = i + 0.5;
    }
    for (int part = 0; part < 20; part++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Instant time = NOW.minus(Duration.ofDays(3)).plusSeconds(60L * (200 * part + i));
        samples.add(new Sample("wide", time, List.of(new Row(List.of("k"), names, numbers))));
      }
      accept("h", samples);
    }
    archive();
    try (Storage other = opened(storage.copy(false, (rows, of) -> {}))) {
      assertThat(balances(other)).isEqualTo(balances());
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedWithTheNextStart() throws Exception {
    fill();
    StoreCopy copy = storage.copy(false, (rows, of) -> {});
    reopen();
    assertThat(copy.file()).doesNotExist();
    assertThat(copy.file().getParent()).doesNotExist();
  }

  @Test
  void damageIsToldRatherThanCopied() throws Exception {
    fill();
    storage.close();
    Path file = Path.of(url.substring("duckdb:".length()));
    byte[] bytes = Files.readAllBytes(file);
    byte[] damaged = bytes.clone();
    for (int at = 3 * 4096 + 1000; at < damaged.length; at += 4096) {
      damaged[at] ^= 1;
    }
    Files.write(file, damaged);
    try {
      assertThatThrownBy(
              () -> {
                storage = SqlStorage.open(config(), clock);
                storage.copy(false, (rows, of) -> {});
              })
          .isInstanceOfAny(StorageUnavailable.class, BadInput.class)
          .hasMessageContaining("orrupt");
    } finally {
      storage.close();
      Files.write(file, bytes);
      storage = SqlStorage.open(config(), clock);
    }
  }
}
