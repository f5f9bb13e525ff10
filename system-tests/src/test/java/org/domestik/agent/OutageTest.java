// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.domestik.agent.delivery.Courier;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.WireFormat;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.json.BatchReader;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long time without a server: the real spool, courier, wire format and store, and a clock that
 * jumps from minute to minute.
 *
 * <p>{@code -Ddomestik.days=30 -Ddomestik.spool_kib=262144} is a month with the default size.
 */
@Tag("slow")
class OutageTest {
  private static final int HOURS = 24 * Integer.getInteger("domestik.days", 0);
  private static final int FEW_HOURS = 6;
  private static final int SPOOL_KIB = Integer.getInteger("domestik.spool_kib", 300);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final String HOST = "h";

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final ManySeries series = new ManySeries(random);
  private Instant now = Instant.parse("2026-10-01T00:00:00Z");
  private long ticks;
  private boolean there = true;
  private boolean answersAreLost = true;
  private int posts;

  private void pass(Duration time) {
    now = now.plus(time);
    ticks += time.toNanos();
  }

  private void receive(Storage storage, Batch batch) throws IOException {
    if (!there) {
      throw new IOException("away");
    }
    byte[] document = WireFormat.toJson(batch).getBytes(UTF_8);
    storage.accept(BatchReader.read(new ByteArrayInputStream(document), IngestLimits.DEFAULT));
    posts++;
    if (answersAreLost && random.nextInt(20) == 0) {
      throw new IOException("the answer is lost");
    }
  }

  @Test
  void nothingIsLostOrDoubledAndExtremesStayExact() throws Exception {
    String store = "duckdb:" + folder.resolve("store.duckdb");
    try (Storage storage = SqlStorage.open(StorageConfig.of(store), () -> now)) {
      Spool spool = new Spool(folder.resolve("spool"), SPOOL_KIB * 1024L);
      Outbox outbox = new Outbox(HOST);
      Log silent = new Log(new PrintStream(PrintStream.nullOutputStream()), () -> now);
      Courier courier =
          new Courier(
              HOST,
              outbox,
              outbox,
              spool,
              batch -> receive(storage, batch),
              () -> now,
              () -> ticks,
              silent);
      minutes(3, outbox, courier);
      there = false;
      for (int hour = 1; hour <= (HOURS == 0 ? FEW_HOURS : HOURS); hour++) {
        minutes(60, outbox, courier);
        if (hour % 24 == 0 || hour == FEW_HOURS) {
          System.out.println("hour " + hour + ": " + spool.size() + " files, " + spool.state(null));
        }
      }
      assertThat(spool.bytes()).isLessThanOrEqualTo(SPOOL_KIB * 1024L);
      assertThat(spool.dropped()).isZero();
      there = true;
      answersAreLost = false; // Each one is another pause of the agent's, of up to 45 s.
      recover(storage, spool, outbox, courier);
      pass(Duration.ofDays(3)); // So that all but the last minute is archived.
      minutes(1, outbox, courier);
      storage.lifeCycle().archive(LifeCycle.Scope.ALL, now, step -> {});
      check(storage);
    }
  }

  private void minutes(int count, Outbox outbox, Courier courier) {
    for (int minute = 0; minute < count; minute++) {
      pass(Duration.ofMinutes(1));
      series.takeSamples(now, outbox);
      courier.step();
    }
  }

  /** The server is back: what is new arrives at once, what is old bit by bit. */
  private void recover(Storage storage, Spool spool, Outbox outbox, Courier courier) {
    long files = spool.size();
    Instant back = now;
    Instant seen = null;
    posts = 0;
    for (int round = 0; !spool.isEmpty(); round++) {
      pass(Duration.ofMillis(200));
      if (round % 300 == 0) {
        series.takeSamples(now, outbox);
      }
      courier.step();
      if (seen == null && storage.hosts().getFirst().lastSample().isAfter(back)) {
        seen = now;
        answersAreLost = true;
      }
      assertThat(round).as("rounds until all is delivered").isLessThan(1_000_000);
    }
    System.out.println(
        files
            + " files delivered in "
            + posts
            + " posts and "
            + Duration.between(back, now).toSeconds()
            + " s, the first new sample after "
            + Duration.between(back, seen).toSeconds()
            + " s");
    assertThat(seen).isBefore(back.plusSeconds(60)); // However much has been waiting.
  }

  private void check(Storage storage) {
    long accepted = 0;
    for (LifeCycle.Balance balance : storage.lifeCycle().verify(LifeCycle.Scope.ALL)) {
      assertThat(balance.balanced()).as(balance.toString()).isTrue();
      accepted += balance.accepted();
    }
    assertThat(accepted).as("seed " + SEED).isEqualTo(series.rows());
    long buckets = 0;
    for (String probe : series.probes()) {
      for (var row : storage.select(ManySeries.archive(probe), 10_000_000, Long.MAX_VALUE).rows()) {
        series.check(probe, row, "seed " + SEED);
        buckets++;
      }
    }
    assertThat(series.unchecked()).as("quarters of an hour no bucket is of").isZero();
    System.out.println(
        series.rows() + " samples taken and accepted; " + buckets + " buckets equal the oracle");
    assertThat(storage.hosts()).extracting(it -> it.probes().size()).containsExactly(22);
  }
}
