// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.model.delivery.Batch;
import org.domestik.server.config.LimitsConfig;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.port.OpenPort;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.limit.Limits;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path data;

  private static void take(Adding adding, String line) {
    byte[] bytes = line.getBytes(UTF_8);
    adding.take("192.0.2.7", bytes, 0, bytes.length, true);
  }

  @Test
  void aFaultCostsItsIntervalOnly() throws Exception {
    StorageConfig store = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    try (Storage storage = SqlStorage.open(store, () -> NOW)) {
      Limits quota = new Limits(LimitsConfig.DEFAULT, false, () -> NOW);
      Intake intake =
          new Intake(storage, () -> NOW, IngestLimits.DEFAULT, quota, new ServerMetrics());
      BlockingQueue<Batch> heard = new LinkedBlockingQueue<>();
      AtomicBoolean fails = new AtomicBoolean(true);
      intake.onStored(
          batch -> {
            heard.add(batch);
            if (fails.getAndSet(false)) {
              throw new IllegalStateException("a fault that nobody expects");
            }
          });
      OpenPort port =
          new OpenPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of());
      StatsdConfig config = new StatsdConfig(port, List.of("*"), "app", Duration.ofSeconds(1));
      try (Adding adding =
          Adding.start(config, Sources.bundled(), intake, new LeftOut(() -> NOW))) {
        for (int number = 1; number <= 2; number++) {
          take(adding, "page.views:" + number + "|c");
          assertThat(heard.poll(1, TimeUnit.MINUTES)).as("batch %s", number).isNotNull();
        }
      }
    }
  }
}
