// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.domestik.lua.Settings;
import org.domestik.server.mqtt.Broker;
import org.domestik.server.mqtt.BrokerRefusal;
import org.domestik.server.mqtt.Session;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Refused;
import org.jspecify.annotations.Nullable;

/** Tells a broker of MQTT 3.1.1: all of the message as JSON, at least once, not retained. */
public final class Mqtt implements Channel {
  private static final int MOST_MILLIS = 10_000;
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
  public static @Nullable Channel from(Settings settings, Path folder) {
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
    Deadline.run(
        address(),
        () -> {
          try (Socket open = new Broker(broker, trust).open(MOST_MILLIS)) {
            publish(open, message.toJson().getBytes(UTF_8));
          } catch (BrokerRefusal e) {
            throw new Refused(address() + ": " + e.getMessage());
          } catch (EOFException e) {
            throw new IOException(address() + ": the broker closed the connection", e);
          } catch (IOException e) {
            throw new IOException(address() + ": " + Faults.words(e), e);
          }
        });
  }

  private void publish(Socket socket, byte[] payload) throws IOException {
    Session session = new Session(socket);
    // A name of its own: a broker ends the older of two of one name.
    String client = "domestik-" + UUID.randomUUID().toString().substring(0, 13);
    session.connect(client, false, user, password);
    session.publish(topic, payload);
  }

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public String address() {
    return broker.getScheme() + "://" + broker.getAuthority() + " " + topic;
  }
}
