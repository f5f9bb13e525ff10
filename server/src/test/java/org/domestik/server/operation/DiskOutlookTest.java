// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.Usage;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a real store of a day, of which only the disk's size is made up. */
class DiskOutlookTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path data;
  private Instant now = NOON;
  private Storage storage;

  @BeforeEach
  void fill() {
    storage =
        SqlStorage.open(StorageConfig.of("duckdb:" + data.resolve("samples.duckdb")), () -> now);
    List<Sample> samples = new ArrayList<>();
    for (int minute = 0; minute < 1440; minute++) {
      Instant time = NOON.minus(Duration.ofMinutes(1440 - minute));
      List<Row> rows =
          IntStream.range(0, 20)
              .mapToObj(key -> Row.of(List.of("key " + key), Map.of("v", 1.0 * key)))
              .toList();
      samples.add(new Sample("load", time, rows));
    }
    storage.accept(new Batch("h", null, samples, Map.of(), List.of()));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private String line(@Nullable Long free) {
    Usage usage = storage.usage(now);
    return DiskOutlook.line(new Usage(usage.bytes(), free, usage.shares()), now);
  }

  private long growth() {
    Usage.Share share = storage.usage(now).shares().getFirst();
    return share.settledBytes() - share.liveBytes() - share.archiveBytes();
  }

  @Test
  void aDiskThatIsTooSmallIsFullOnADay() {
    // A month is kept, so a quarter of what is to come is there after a quarter of 29 days.
    assertThat(growth()).isPositive();
    assertThat(line(growth() / 4))
        .matches("look: disk: [0-9.]+ [KM]iB free, [0-9.]+ [KM]iB a day more at what comes now: .*")
        .contains(": full on 2026-11-29; keep less");
    assertThat(line(0L)).contains(": full on 2026-11-22;");
  }

  @Test
  void aDiskThatIsLargeEnoughIsNeverFull() {
    assertThat(line(1L << 40))
        .startsWith("disk: 1,048,576 MiB free, ")
        .contains(" in all by 2026-12-21, then as much goes as comes: never full by it");
    assertThat(line(null))
        .startsWith("disk: that of the database is not seen from here; ")
        .endsWith(" in all by 2026-12-21, then as much goes as comes");
  }

  @Test
  void aHostThatIsSilentFillsNothing() {
    now = NOON.plus(Duration.ofDays(2));
    assertThat(line(0L)).isEqualTo("disk: what is stored does not grow: never full by it");
  }
}
