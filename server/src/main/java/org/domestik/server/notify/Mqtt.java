// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.domestik.lua.Settings;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** Tells a broker of MQTT 3.1.1: all of the message as JSON, at least once, not retained. */
final class Mqtt implements Channel {
  private static final int MOST_SECONDS = 12;
  private static final int AT_LEAST_ONCE = 1;
  private static final Set<Integer> REFUSED =
      Set.of(
          (int) MqttException.REASON_CODE_FAILED_AUTHENTICATION,
          (int) MqttException.REASON_CODE_NOT_AUTHORIZED);
  private final URI broker;
  private final String topic;
  private final @Nullable String user;
  private final @Nullable String password;
  private final @Nullable SSLContext trust;

  private Mqtt(
      URI broker,
      String topic,
      @Nullable String user,
      @Nullable String password,
      @Nullable SSLContext trust) {
    this.broker = broker;
    this.topic = topic;
    this.user = user;
    this.password = password;
    this.trust = trust;
  }

  /** The channel that {@code mqtt} names; null if there is none. */
  static @Nullable Channel from(Settings settings, Path folder) {
    String address = settings.text("mqtt");
    if (address == null) {
      return null;
    }
    URI broker = HttpSettings.uri(settings, "mqtt", address, List.of("mqtt", "mqtts"));
    if (broker.getUserInfo() != null) {
      throw settings.fault("mqtt", "write user = and password_file = beside it, not into it");
    }
    String topic = settings.text("topic", "domestik/alerts");
    if (topic.isEmpty() || topic.length() > 1000 || topic.matches("(?s).*[+#\\p{Cc}].*")) {
      throw settings.fault("topic", "expected a topic to write to, without + and #");
    }
    String user = settings.text("user");
    String password = Secrets.read(settings, "password", folder);
    if (user == null && password != null) {
      throw settings.fault("user", "a password needs one");
    }
    return new Mqtt(broker, topic, user, password, Trust.read(settings, folder));
  }

  @Override
  public void send(Message message) throws IOException {
    // Not broken off: Paho's threads wait for each other for ever where that happens as they start.
    Deadline.run(address(), false, () -> publish(message.toJson().getBytes(UTF_8)));
  }

  private void publish(byte[] payload) throws IOException {
    try (MqttClient client = client()) {
      try {
        client.connect(options());
        client.publish(topic, payload, AT_LEAST_ONCE, false);
        client.disconnectForcibly(0, 1000);
      } catch (MqttException e) {
        client.disconnectForcibly(0, 0, false); // Else its threads wait for a silent broker.
        throw e;
      }
    } catch (MqttException e) {
      String why = address() + ": " + Faults.words(e.getCause() == null ? e : e.getCause());
      throw REFUSED.contains(e.getReasonCode()) ? new Refused(why) : new IOException(why, e);
    }
  }

  // A name of its own for each connection: a broker ends the older of two of one name.
  private MqttClient client() throws MqttException {
    boolean secure = broker.getScheme().equals("mqtts");
    int usual = secure ? 8883 : 1883;
    int port = broker.getPort() < 0 ? usual : broker.getPort();
    String uri = (secure ? "ssl://" : "tcp://") + broker.getHost() + ":" + port;
    MqttClient client =
        new MqttClient(uri, "domestik-" + UUID.randomUUID(), new MemoryPersistence());
    client.setTimeToWait(MOST_SECONDS * 1000L);
    return client;
  }

  private MqttConnectOptions options() {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setConnectionTimeout(MOST_SECONDS);
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    if (user != null) {
      options.setUserName(user);
    }
    if (password != null) {
      options.setPassword(password.toCharArray());
    }
    if (trust != null) {
      options.setSocketFactory(trust.getSocketFactory());
    }
    return options;
  }

  @Override
  public String address() {
    return broker.getScheme() + "://" + broker.getAuthority() + " " + topic;
  }
}
