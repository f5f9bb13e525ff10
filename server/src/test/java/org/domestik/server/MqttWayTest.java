// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.domestik.server.notify.channel.Mosquitto;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a real broker become samples. */
class MqttWayTest {
  private static final String SENSOR =
      """
      {"Time":"2026-11-22T12:00:00","AM2301":{"Temperature":21.5,"Humidity":40},"TempUnit":"C","on":true}""";

  @TempDir Path data;
  @TempDir Path folder;

  private TestServer start(String broker, String more) throws IOException {
    Files.writeString(
        data.resolve("server.conf"),
        """
        mqtt = { broker = "%s", %s topics = {
          { topic = "tele/+/SENSOR", parts = "_/host/probe" },
          { topic = "tele/+/LWT", parts = "_/host/value", probe = "state" },
          { topic = "home/#", parts = "_/room/probe/value", host = "house" } } }
        """
            .formatted(broker, more));
    return TestServer.start(data);
  }

  private static MqttClient publisher(Mosquitto broker) throws MqttException {
    MqttClient client = new MqttClient(broker.address("tcp"), "publisher", new MemoryPersistence());
    client.connect(new MqttConnectOptions());
    return client;
  }

  private static String series(TestServer server, String query) {
    return server
        .get("/api/v1/series?" + query + "&from=2026-11-22T10:00:00Z&to=2026-11-22T13:00:00Z")
        .body();
  }

  /** Publishes until it is there: nobody tells when the server has subscribed. */
  private static void publishUntil(
      TestServer server, MqttClient client, String topic, String text, String query, String number)
      throws MqttException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!series(server, query).contains(number) && Instant.now().isBefore(end)) {
      client.publish(topic, text.getBytes(UTF_8), 1, false);
    }
    assertThat(series(server, query)).contains(number);
  }

  @Test
  void documentsNumbersAndLastWillsAreSamplesAndRetainedOnesAreNot()
      throws IOException, MqttException {
    try (Mosquitto broker = Mosquitto.with(folder, "allow_anonymous true")) {
      MqttClient client = publisher(broker);
      client.publish("home/old/climate/temperature", "99".getBytes(UTF_8), 1, true);
      try (TestServer server = start(broker.address("mqtt"), "")) {
        String sensor = "host=plug-1&probe=mqtt_sensor";
        publishUntil(
            server,
            client,
            "tele/plug-1/SENSOR",
            SENSOR,
            sensor,
            "\"am2301_temperature\":{\"avg\":[21.5");
        assertThat(series(server, sensor))
            .contains("\"am2301_humidity\":{\"avg\":[40", "\"on\":{\"avg\":[1")
            .doesNotContain("time\":{\"avg", "tempunit");
        publishUntil(
            server,
            client,
            "tele/plug-1/LWT",
            "Offline",
            "host=plug-1&probe=mqtt_state",
            "\"lwt\":{\"avg\":[0");
        publishUntil(
            server,
            client,
            "home/bath/climate/temperature",
            "22.5",
            "host=house&probe=mqtt_climate&key=bath",
            "\"temperature\":{\"avg\":[22.5");
        assertThat(server.get("/api/v1/stored?host=house&probe=mqtt_climate").body())
            .isEqualTo("[\"bath\"]");
      }
      client.disconnect();
    }
  }

  @Test
  void aMessageTooLongToBeTakenIsLeftOutAndTheOthersAreRead() throws IOException, MqttException {
    try (Mosquitto broker = Mosquitto.with(folder, "allow_anonymous true")) {
      MqttClient client = publisher(broker);
      byte[] picture = new byte[1_200_000];
      client.publish("home/door/camera/picture", picture, 1, true);
      try (TestServer server = start(broker.address("mqtt"), "")) {
        String query = "host=house&probe=mqtt_climate&key=";
        publishUntil(server, client, "home/a/climate/t", "1", query + "a", "\"t\":{\"avg\":[1");
        client.publish("home/door/camera/picture", picture, 1, false);
        publishUntil(server, client, "home/b/climate/t", "2", query + "b", "\"t\":{\"avg\":[2");
        TestServer.await(() -> server.get("/api/v1/senders").body(), "1200000 bytes is too long");
      }
      client.disconnect();
    }
  }

  @Test
  void whatComesWhileTheServerIsAwayIsKeptByTheBroker() throws IOException, MqttException {
    try (Mosquitto broker = Mosquitto.with(folder, "allow_anonymous true")) {
      MqttClient client = publisher(broker);
      String query = "host=house&probe=mqtt_climate&key=";
      try (TestServer server = start(broker.address("mqtt"), "")) {
        publishUntil(server, client, "home/a/climate/t", "1", query + "a", "\"t\":{\"avg\":[1");
      }
      client.publish("home/b/climate/t", "2".getBytes(UTF_8), 1, false);
      try (TestServer server = TestServer.start(data)) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!series(server, query + "b").contains("[2]") && Instant.now().isBefore(end)) {
          Thread.onSpinWait();
        }
        assertThat(series(server, query + "b")).contains("\"t\":{\"avg\":[2]");
      }
      client.disconnect();
    }
  }

  @Test
  void whatIsWrongInTheConfigurationIsSaid() {
    assertThatThrownBy(() -> start("http://x", "")).hasMessageContaining("mqtt: broker");
    assertThatThrownBy(() -> start("mqtt://x", "usr = \"a\","))
        .hasMessageContaining("nearest is \"user\"");
  }
}
