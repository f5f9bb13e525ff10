// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.UUID;
import org.domestik.server.notify.message.Refused;
import org.jspecify.annotations.Nullable;

/** One message to a broker over an open connection: what MQTT 3.1.1 wants for that, no more. */
final class MqttPublisher {
  private static final int CONNECT = 0x10;
  private static final int CONNACK = 0x20;
  private static final int PUBLISH_AT_LEAST_ONCE = 0x32;
  private static final int PUBACK = 0x40;
  private static final int DISCONNECT = 0xe0;
  private static final int ID = 1;
  private static final int VERSION = 4;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int UNAVAILABLE = 3;
  private final DataInputStream in;
  private final DataOutputStream out;

  MqttPublisher(Socket socket) throws IOException {
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** What a packet has in it. */
  private interface Content {
    void write(DataOutputStream packet) throws IOException;
  }

  /**
   * Logs in under a name of its own: a broker ends the older of two of one name.
   *
   * @throws Refused where the broker does not want this user
   */
  void connect(@Nullable String user, @Nullable String password) throws IOException {
    int clean = 0x02;
    int flags = clean | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40);
    send(
        CONNECT,
        packet -> {
          text(packet, "MQTT");
          packet.writeByte(VERSION);
          packet.writeByte(flags);
          packet.writeShort(KEEP_ALIVE_SECONDS);
          text(packet, "domestik-" + UUID.randomUUID().toString().substring(0, 13));
          if (user != null) {
            text(packet, user);
          }
          if (password != null) {
            text(packet, password);
          }
        });
    int code = receive(CONNACK) & 0xff;
    if (code == UNAVAILABLE) {
      throw new IOException("the broker is not available");
    }
    if (code != 0) {
      throw new Refused(
          switch (code) {
            case 1 -> "the broker does not speak MQTT 3.1.1";
            case 4, 5 -> "the broker does not want this user and password";
            default -> "the broker refused the connection with " + code;
          });
    }
  }

  /** Publishes, not retained, waits until the broker has taken it, and takes leave. */
  void publish(String topic, byte[] payload) throws IOException {
    send(
        PUBLISH_AT_LEAST_ONCE,
        packet -> {
          text(packet, topic);
          packet.writeShort(ID);
          packet.write(payload);
        });
    if (receive(PUBACK) != ID) {
      throw new IOException("the broker acknowledged another message");
    }
    send(DISCONNECT, packet -> {});
  }

  private void send(int type, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.write(new DataOutputStream(bytes));
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    int left = bytes.size();
    do { // The length, seven bits a byte, the lowest first.
      packet.write(left > 127 ? left & 127 | 128 : left);
      left >>= 7;
    } while (left > 0);
    bytes.writeTo(packet);
    packet.writeTo(out);
    out.flush();
  }

  /** The two bytes of an answer. */
  private int receive(int type) throws IOException {
    int found = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (found != type || length != 2) {
      throw new IOException("what answers there is no broker of MQTT 3.1.1");
    }
    return in.readUnsignedShort();
  }

  private static void text(DataOutputStream packet, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    packet.writeShort(bytes.length);
    packet.write(bytes);
  }
}
