// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.domestik.server.notify.Messages;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Refused;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttTest {
  @TempDir Path folder;

  Channel bus(String address, String keys) throws Exception {
    return Messages.channel(folder, "mqtt = \"" + address + "\", topic = \"house/alerts\"" + keys);
  }

  @Test
  void theMessageIsPublishedAtLeastOnceAndNotRetained() throws Exception {
    try (Mosquitto broker = Mosquitto.with(folder, "allow_anonymous true");
        MqttClient listener =
            new MqttClient(
                broker.address("tcp"), UUID.randomUUID().toString(), new MemoryPersistence())) {
      BlockingQueue<MqttMessage> heard = new LinkedBlockingQueue<>();
      listener.connect();
      listener.subscribe("house/#", 1, (topic, message) -> heard.add(message));
      Channel bus = bus(broker.address("mqtt"), "");
      bus.send(Messages.full(Message.Kind.FIRING));
      bus.send(Messages.many(200));

      MqttMessage first = heard.take();
      assertThat(Message.fromJson(new String(first.getPayload(), StandardCharsets.UTF_8)))
          .isEqualTo(Messages.full(Message.Kind.FIRING));
      assertThat(first.getQos()).isEqualTo(1);
      assertThat(first.isRetained()).isFalse();
      assertThat(heard.take().getPayload()).hasSizeGreaterThan(20_000);
      assertThat(bus.address()).isEqualTo(broker.address("mqtt") + " house/alerts");
      listener.disconnect();
    }
  }

  @Test
  void tlsUserAndPasswordAreUsed() throws Exception {
    Certified certified = Certified.in(folder);
    Path passwords = folder.resolve("passwords");
    Files.writeString(passwords, "");
    try (Mosquitto broker =
        Mosquitto.with(
            folder,
            "certfile " + certified.certificate(),
            "keyfile " + certified.key(),
            "allow_anonymous false",
            "password_file " + passwords(passwords))) {
      String ca = ", ca = \"" + certified.certificate().getFileName() + "\"";
      String user = ", user = \"me\", password = ";
      bus(broker.address("mqtts"), ca + user + "\"hush\"").send(Messages.many(1));

      assertThatThrownBy(
              () -> bus(broker.address("mqtts"), ca + user + "\"secret\"").send(Messages.many(1)))
          .isInstanceOf(Refused.class)
          .hasMessage(
              broker.address("mqtts")
                  + " house/alerts: the broker does not want this user and password");
      assertThatThrownBy(
              () -> bus(broker.address("mqtts"), user + "\"hush\"").send(Messages.many(1)))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageContaining("certification path");
    }
  }

  private static Path passwords(Path file) throws Exception {
    Process process =
        new ProcessBuilder("mosquitto_passwd", "-b", file.toString(), "me", "hush").start();
    assertThat(process.waitFor()).isZero();
    return file;
  }

  @Test
  void whoIsNotThereIsSaidInWords() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(() -> bus("mqtt://localhost:" + port, "").send(Messages.many(1)))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("mqtt://localhost:" + port + " house/alerts: nobody answers there");
  }

  @Test
  void whoWaitsForASilentBrokerCanBeInterrupted() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread sender = Thread.currentThread();
      CompletableFuture<Socket> accepted = new CompletableFuture<>();
      Thread.startVirtualThread(
          () -> {
            try {
              accepted.complete(silent.accept());
            } catch (IOException e) {
              accepted.completeExceptionally(e);
            }
            sender.interrupt();
          });

      assertThatThrownBy(
              () -> bus("mqtt://localhost:" + silent.getLocalPort(), "").send(Messages.many(1)))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      accepted.join().close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', the broker closed the connection",
    "SSH-2.0-OpenSSH, what answers there is no broker of MQTT 3.1.1"
  })
  void whatIsNoBrokerIsSaid(String answer, String why) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(
          () -> {
            try (Socket socket = other.accept()) {
              socket.getInputStream().read(new byte[1000]); // All of it, or closing is a reset.
              socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              // Seen by the test.
            }
          });
      String address = "mqtt://localhost:" + other.getLocalPort();

      assertThatThrownBy(() -> bus(address, "").send(Messages.many(1)))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage(address + " house/alerts: " + why);
    }
  }
}
