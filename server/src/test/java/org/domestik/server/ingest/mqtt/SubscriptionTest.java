// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.model.delivery.Batch;
import org.domestik.server.config.LimitsConfig;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.gather.PathTemplate;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.limit.Limits;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.server.mqtt.Broker;
import org.domestik.server.notify.channel.Mosquitto;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int MOST_LOOKS = 600;

  @TempDir Path data;
  @TempDir Path folder;

  /** Publishes until something is stored: nobody tells when somebody has subscribed. */
  private static void hears(BlockingQueue<Batch> heard, MqttClient client) throws Exception {
    for (int looks = 0; looks < MOST_LOOKS; looks++) {
      client.publish("home/bath", "22.5".getBytes(UTF_8), 1, false);
      if (heard.poll(100, TimeUnit.MILLISECONDS) != null) {
        return;
      }
    }
    throw new AssertionError("nothing is read");
  }

  @Test
  void afterAFaultItReadsAgain() throws Exception {
    StorageConfig store = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    try (Mosquitto broker = Mosquitto.with(folder, "allow_anonymous true");
        Storage storage = SqlStorage.open(store, () -> NOW)) {
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
      TopicRule rule = new TopicRule("home/+", PathTemplate.of("/", "_/value"), "house", "climate");
      MqttConfig config =
          new MqttConfig(
              new Broker(new URI(broker.address("mqtt")), null),
              null,
              null,
              "domestik",
              List.of("*"),
              List.of(rule));
      MqttClient client =
          new MqttClient(broker.address("tcp"), "publisher", new MemoryPersistence());
      client.connect();
      try (Subscription subscription =
          Subscription.start(config, Sources.bundled(), intake, new LeftOut(() -> NOW))) {
        assertThat(subscription).isNotNull();
        hears(heard, client);
        hears(heard, client);
      }
      client.disconnect();
    }
  }
}
