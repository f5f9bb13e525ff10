// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceStateTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;
  private Storage storage;

  @BeforeEach
  void open() {
    storage =
        SqlStorage.open(
            StorageConfig.of("duckdb:" + folder.resolve("store.duckdb")), InstantSource.fixed(NOW));
    storage.register(new ServiceState());
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private void state(Instant time, int state) {
    Row row = Row.of(List.of("nginx"), Map.of("state", (double) state));
    Sample sample = new Sample("service_state", time, List.of(row));
    storage.accept(new Batch("here", null, List.of(sample), Map.of(), List.of()));
  }

  private List<Double> values(String value) {
    return storage
        .series(
            new SeriesQuery(
                "here", "service_state", List.of("nginx"), Instant.EPOCH, NOW.plusSeconds(1), 0))
        .values()
        .get(value)
        .avg()
        .stream()
        .filter(number -> number != null)
        .toList();
  }

  @Test
  void serverFindsTheClass() {
    assertThat(ServiceLoader.load(Probe.class)).hasExactlyElementsOfTypes(ServiceState.class);
  }

  @Test
  void onlyChangesAreKept() {
    for (int i = 0; i < 6; i++) {
      state(NOW.minusSeconds(600 - 60 * i), i < 4 ? 1 : 0);
    }
    assertThat(values("state")).containsExactly(1.0, 0.0);
    assertThat(storage.storedData("here", "service_state")).containsExactly(List.of("nginx"));
    assertThat(storage.select("SELECT * FROM domestik.probe_service_state", 9).rows()).hasSize(2);
  }

  @Test
  void aSampleWithoutAStateIsRefused() {
    Row row = Row.of(List.of("sshd"), Map.of("running", 1.0));
    Sample sample = new Sample("service_state", NOW, List.of(row));
    assertThatThrownBy(
            () -> storage.accept(new Batch("here", null, List.of(sample), Map.of(), List.of())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("service \"sshd\" has no value \"state\"");
    assertThat(storage.storedData("here", "service_state")).isEmpty();
  }

  @Test
  void oldChangesAreCountedByDayAndPurgedAfterAMonth() {
    Instant old = NOW.minus(Duration.ofDays(5));
    for (int i = 0; i < 4; i++) {
      state(old.plusSeconds(i), i % 2);
    }
    state(NOW.minus(Duration.ofDays(50)), 1);
    state(NOW, 1);
    storage.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
    assertThat(values("changes")).containsExactly(1.0, 4.0);
    state(old.plusSeconds(9), 0);
    storage.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
    storage.lifeCycle().purge(LifeCycle.Scope.ALL, NOW, step -> {});
    assertThat(values("changes")).containsExactly(5.0);
    assertThat(storage.archivedData("here", "service_state")).containsExactly(List.of("nginx"));
  }
}
