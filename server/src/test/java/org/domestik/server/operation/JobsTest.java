// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path data;
  private final ServerMetrics metrics = new ServerMetrics();

  private static Batch old() {
    Row row = Row.of(List.of("a"), Map.of("x", 1.0));
    return new Batch(
        "h",
        null,
        List.of(
            new Sample("p", NOON.minus(Duration.ofDays(3)), List.of(row)),
            new Sample("p", NOON, List.of(row))),
        Map.of(),
        List.of());
  }

  private void awaitRuns(String outcome, long runs) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (metrics.jobs.count("purge", outcome) < runs) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private Operations operations(Storage storage) {
    return new Operations(storage, InstantSource.fixed(NOON), ZoneOffset.UTC, metrics);
  }

  @Test
  void archiveAndPurgeRunAgainAndAgain() {
    try (Storage storage =
        SqlStorage.open(
            StorageConfig.of("duckdb:" + data.resolve("s.duckdb")), InstantSource.fixed(NOON))) {
      storage.accept(old());
      try (Jobs _ = Jobs.start(operations(storage), metrics, Duration.ZERO, Duration.ofMillis(5))) {
        awaitRuns("done", 3);
      }
      assertThat(storage.archivedData("h", "p")).containsExactly(List.of("a"));
      assertThat(metrics.jobs.count("archive", "done")).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void runOverEverythingMakesAFailureGood() {
    AtomicBoolean damaged = new AtomicBoolean(true);
    try (Storage real =
        SqlStorage.open(
            StorageConfig.of("duckdb:" + data.resolve("s.duckdb")), InstantSource.fixed(NOON))) {
      real.accept(old());
      Storage storage =
          (Storage)
              Proxy.newProxyInstance(
                  Storage.class.getClassLoader(),
                  new Class<?>[] {Storage.class},
                  (proxy, method, arguments) -> {
                    if (damaged.get() && method.getName().equals("lifeCycle")) {
                      throw new StorageUnavailable("a block is damaged");
                    }
                    return method.invoke(real, arguments);
                  });
      Operations operations = operations(storage);
      assertThatThrownBy(() -> operations.run(Operation.ARCHIVE, Target.ALL, step -> {}))
          .isInstanceOf(StorageUnavailable.class);
      damaged.set(false);
      operations.run(Operation.ARCHIVE, new Target("h", "*", null), step -> {});
      assertThat(operations.failures().get("archive")).endsWith("a block is damaged");
      operations.run(Operation.ARCHIVE, Target.ALL, step -> {});
      assertThat(operations.failures()).isEmpty();
    }
  }

  @Test
  void failedRunIsCountedAndTriedAgain() {
    Storage storage =
        (Storage)
            Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("a fault nobody thought of");
                });
    Operations operations = operations(storage);
    try (Jobs _ = Jobs.start(operations, metrics, Duration.ZERO, Duration.ofMillis(5))) {
      awaitRuns("failed", 2);
    }
    String failure = "failed at 2026-11-22T12:00:00Z: a fault nobody thought of";
    assertThat(operations.failures())
        .containsExactlyInAnyOrderEntriesOf(Map.of("archive", failure, "purge", failure));
  }
}
