// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
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
  private static final int MESSAGES = 20;

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

  private Storage store() {
    return SqlStorage.open(StorageConfig.of("duckdb:" + data.resolve("samples.duckdb")), () -> NOW);
  }

  private static Intake intake(Storage storage) {
    Limits quota = new Limits(LimitsConfig.DEFAULT, false, () -> NOW);
    return new Intake(storage, () -> NOW, IngestLimits.DEFAULT, quota, new ServerMetrics());
  }

  private static Subscription start(String broker, Intake intake) throws URISyntaxException {
    TopicRule rule = new TopicRule("home/+", PathTemplate.of("/", "_/value"), "house", "climate");
    MqttConfig config =
        new MqttConfig(
            new Broker(new URI(broker), null), null, null, "domestik", List.of("*"), List.of(rule));
    return Subscription.start(config, Sources.bundled(), intake, new LeftOut(() -> NOW));
  }

  @Test
  void longMessagesAreStoredAFewAtATime() throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Storage storage = store()) {
      Intake intake = intake(storage);
      BlockingQueue<Integer> values = new LinkedBlockingQueue<>();
      intake.onStored(
          batch -> values.add(batch.samples().getFirst().rows().getFirst().names().size()));
      Thread.ofPlatform().daemon().start(() -> send(broker));
      try (Subscription subscription = start("mqtt://127.0.0.1:" + broker.getLocalPort(), intake)) {
        assertThat(subscription).isNotNull();
        for (int stored = 0; stored < MESSAGES; ) {
          Integer more = values.poll(1, TimeUnit.MINUTES);
          assertThat(more).isBetween(1, 2);
          stored += more;
        }
      }
    }
  }

  /** A broker that has messages for its client before it says that it gives any. */
  private static void send(ServerSocket broker) {
    try (Socket client = broker.accept()) {
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      out.write(new byte[] {0x20, 2, 0, 0});
      for (int number = 0; number < MESSAGES; number++) {
        if (number == 1) {
          out.write(new byte[] {(byte) 0x90, 3, 0, 1, 1});
        }
        byte[] topic = "home/v%02d".formatted(number).getBytes(UTF_8);
        byte[] payload = "{\"\":1%s}".formatted(" ".repeat(700_000)).getBytes(UTF_8);
        int length = 2 + topic.length + payload.length;
        out.write(
            new byte[] {
              0x30, (byte) (length | 0x80), (byte) (length >> 7 | 0x80), (byte) (length >> 14)
            });
        out.writeShort(topic.length);
        out.write(topic);
        out.write(payload);
      }
      out.flush();
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Test
  void afterAFaultItReadsAgain() throws Exception {
    try (Mosquitto broker = Mosquitto.with(folder, "allow_anonymous true");
        Storage storage = store()) {
      Intake intake = intake(storage);
      BlockingQueue<Batch> heard = new LinkedBlockingQueue<>();
      AtomicBoolean fails = new AtomicBoolean(true);
      intake.onStored(
          batch -> {
            heard.add(batch);
            if (fails.getAndSet(false)) {
              throw new IllegalStateException("a fault that nobody expects");
            }
          });
      MqttClient client =
          new MqttClient(broker.address("tcp"), "publisher", new MemoryPersistence());
      client.connect();
      try (Subscription subscription = start(broker.address("mqtt"), intake)) {
        assertThat(subscription).isNotNull();
        hears(heard, client);
        hears(heard, client);
      }
      client.disconnect();
    }
  }
}
