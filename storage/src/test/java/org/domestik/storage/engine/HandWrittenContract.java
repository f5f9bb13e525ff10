// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.query.SeriesBuilder;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.SqlFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe in Java harms nothing but itself. */
abstract class HandWrittenContract extends Contract {
  private static final String PROBE = "written";

  /** Keeps the number of the last sample, or does what a test wants it to do. */
  private static final class Written extends Probe {
    final Consumer<ProbeContext> instead;

    Written(Consumer<ProbeContext> instead) {
      super(PROBE);
      this.instead = instead;
    }

    @Override
    public void createTables(ProbeContext context) {
      context.execute("CREATE TABLE IF NOT EXISTS domestik.probe_written (v DOUBLE PRECISION)");
    }

    @Override
    public void newSample(ProbeContext context, String host, List<Row> data, Instant time) {
      instead.accept(context);
      context.insert("probe_written", Map.of("v", data.getFirst().value("v")));
    }

    @Override
    public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
      return new LifeCycle.Step(host, PROBE, before, 0, 0);
    }

    @Override
    public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
      return new LifeCycle.Step(host, PROBE, before, 0, 0);
    }

    @Override
    public List<List<String>> storedData(ProbeContext context, String host) {
      return List.of(List.of("k"));
    }

    @Override
    public List<List<String>> archivedData(ProbeContext context, String host) {
      return List.of();
    }

    @Override
    public Series getStoredData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return new SeriesBuilder(List.of()).series();
    }

    @Override
    public Series getArchivedData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return new SeriesBuilder(List.of()).series();
    }
  }

  private void send(int seconds) {
    accept("here", List.of(sample(PROBE, NOW.plusSeconds(seconds), List.of("k"), "v", seconds)));
  }

  private List<?> stored() {
    return storage.select("SELECT v FROM domestik.probe_written ORDER BY v", 99).rows();
  }

  @Test
  void sampleThatItRefusesBindsNoOther() {
    boolean[] refuses = {true};
    Written written =
        new Written(
            context -> {
              if (refuses[0]) {
                throw new BadInput("of another shape");
              }
            });
    storage.register(written);
    assertThatThrownBy(
            () -> accept("here", List.of(sample(PROBE, NOW.minusSeconds(9), List.of(), "v", 1))))
        .hasMessageContaining("of another shape");
    refuses[0] = false;
    send(1);
    accept("here", List.of(sample(PROBE, NOW.plusSeconds(2), List.of("k"), "v", 2, "w", 0.5)));
    reopen();
    storage.register(written);
    send(3);
    assertThat(stored()).hasSize(3);
  }

  @Test
  void itIsLeftOutWhereADescribedOneHasDataAlready() {
    send(1);
    for (int start = 1; start <= 2; start++) {
      assertThatThrownBy(() -> storage.register(new Written(it -> {})))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("the store has data of probe \"written\" already");
      send(1 + start);
      assertThat(series("here", PROBE, "k").time()).hasSize(1 + start);
      reopen();
    }
  }

  @Test
  void itGoesOnAfterAStart() {
    storage.register(new Written(it -> {}));
    send(1);
    reopen();
    storage.register(new Written(it -> {}));
    send(2);
    assertThat(stored()).hasSize(2);
  }

  @Test
  void withoutItsJarTheStoreOpensAndItsSamplesAreRefusedByName() {
    storage.register(new Written(it -> {}));
    send(1);
    reopen();
    assertThatThrownBy(() -> send(2))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("probe \"written\"")
        .hasMessageContaining("no jar in probes.d brings it");
    archive();
    purge();
    assertThat(storage.storedData("here", PROBE)).isEmpty();
    assertThat(series("here", PROBE, "k").time()).isEmpty();
    accept("here", List.of(sample("other", NOW, List.of(), "v", 1)));
    assertThat(series("here", "other").time()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT none FROM domestik.host", "SELECT * FROM none", "SELEKT"})
  void itsSqlFaultIsToldByItsName(String sql) {
    storage.register(new Written(context -> context.query(sql)));
    assertThatThrownBy(() -> send(1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("probe \"written\" (" + Written.class.getName() + ") cannot store")
        .hasMessageContaining("the database says");
    accept("here", List.of(sample("other", NOW, List.of(), "v", 1)));
    assertThat(series("here", "other").time()).hasSize(1);
  }

  @Test
  void anyExceptionOfItIsToldByItsName() {
    for (RuntimeException fault : List.of(new IllegalStateException("odd"), new BadInput("odd"))) {
      storage.register(
          new Written(
              context -> {
                throw fault;
              }));
      assertThatThrownBy(() -> send(1))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("probe \"written\"")
          .hasMessageContaining("odd");
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void lostConnectionIsAnOutage() {
    storage.close();
    Database real = database(config());
    boolean[] down = {false};
    Database mortal =
        MortalDatabase.heardInFull(
            real,
            sql -> {
              if (down[0]) {
                throw new SqlFault(new java.sql.SQLException("gone", "08006"));
              }
            });
    storage = new SqlStorage(mortal, config(), clock);
    storage.register(new Written(context -> down[0] = true));
    assertThatThrownBy(() -> send(1)).isInstanceOf(StorageUnavailable.class);
    down[0] = false;
  }
}
