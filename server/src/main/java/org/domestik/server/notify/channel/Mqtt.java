// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.domestik.lua.Settings;
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
    boolean secure = broker.getScheme().equals("mqtts");
    int usual = secure ? 8883 : 1883;
    int port = broker.getPort() < 0 ? usual : broker.getPort();
    InetSocketAddress to = new InetSocketAddress(broker.getHost(), port);
    if (to.isUnresolved()) {
      throw new IOException(address() + ": " + Faults.words(new UnknownHostException()));
    }
    Deadline.run(
        address(),
        () -> {
          try (Socket plain = new Socket()) {
            plain.connect(to, MOST_MILLIS);
            plain.setSoTimeout(MOST_MILLIS);
            publish(secure ? secure(plain, port) : plain, message.toJson().getBytes(UTF_8));
          } catch (Refused e) {
            throw new Refused(address() + ": " + e.getMessage());
          } catch (EOFException e) {
            throw new IOException(address() + ": the broker closed the connection", e);
          } catch (IOException e) {
            throw new IOException(address() + ": " + Faults.words(e), e);
          }
        });
  }

  private Socket secure(Socket plain, int port) throws IOException {
    SSLSocketFactory factory =
        trust == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trust.getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, broker.getHost(), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // By default nobody checks the name.
    socket.setSSLParameters(parameters);
    return socket;
  }

  private void publish(Socket socket, byte[] payload) throws IOException {
    try (socket) {
      MqttPublisher publisher = new MqttPublisher(socket);
      publisher.connect(user, password);
      publisher.publish(topic, payload);
    }
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
