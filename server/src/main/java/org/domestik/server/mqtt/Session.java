// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets to and from a broker over an open connection. For one thread. */
public final class Session {
  private static final int CONNECT = 0x10;
  private static final int CONNACK = 0x20;
  private static final int PUBLISH = 0x30;
  private static final int PUBLISH_AT_LEAST_ONCE = 0x32;
  private static final int PUBACK = 0x40;
  private static final int SUBSCRIBE = 0x82;
  private static final int SUBACK = 0x90;
  private static final int PING = 0xc0;
  private static final int DISCONNECT = 0xe0;
  private static final int ID = 1;
  private static final int VERSION = 4;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final int UNAVAILABLE = 3;
  private static final int REFUSED = 0x80;
  private static final int MOST_BYTES = 1 << 20;

  /** Lengths, topic and id of a message, whatever its payload. */
  private static final int MOST_HEAD_BYTES = 2 + 0xffff + 2;

  private final DataInputStream in;
  private final DataOutputStream out;

  private final Duration keepAlive;
  private long packets;

  /** When something was sent last, by {@link System#nanoTime}. */
  private long sent;

  /** The topics that the broker has yet to say something of. */
  private List<String> asked = List.of();

  public Session(Socket socket) throws IOException {
    this(socket, KEEP_ALIVE);
  }

  /** {@code keepAlive}: where the broker hears nothing for half as long again, it may end this. */
  Session(Socket socket, Duration keepAlive) throws IOException {
    this.keepAlive = keepAlive;
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** What a packet has in it. */
  private interface Content {
    void write(DataOutputStream packet) throws IOException;
  }

  /** {@code skipped}: how many more bytes it had, of a message that is too long to be taken. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  private record Packet(int type, byte[] bytes, int skipped) {}

  /**
   * Logs in.
   *
   * @param client a name: a broker ends the older of two of one name
   * @param isLasting whether the broker is to keep what comes while this client is away
   * @throws BrokerRefusal where the broker does not want this user
   */
  public void connect(
      String client, boolean isLasting, @Nullable String user, @Nullable String password)
      throws IOException {
    int clean = isLasting ? 0 : 0x02;
    int flags = clean | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40);
    send(
        CONNECT,
        packet -> {
          text(packet, "MQTT");
          packet.writeByte(VERSION);
          packet.writeByte(flags);
          packet.writeShort((int) keepAlive.toSeconds());
          text(packet, client);
          if (user != null) {
            text(packet, user);
          }
          if (password != null) {
            text(packet, password);
          }
        });
    int code = number(CONNACK) & 0xff;
    if (code == UNAVAILABLE) {
      throw new IOException("the broker is not available");
    }
    if (code != 0) {
      throw new BrokerRefusal(
          switch (code) {
            case 1 -> "the broker does not speak MQTT 3.1.1";
            case 4, 5 -> "the broker does not want this user and password";
            default -> "the broker refused the connection with " + code;
          });
    }
  }

  /** Publishes, not retained, waits until the broker has taken it, and takes leave. */
  public void publish(String topic, byte[] payload) throws IOException {
    send(
        PUBLISH_AT_LEAST_ONCE,
        packet -> {
          text(packet, topic);
          packet.writeShort(ID);
          packet.write(payload);
        });
    if (number(PUBACK) != ID) {
      throw new IOException("the broker acknowledged another message");
    }
    send(DISCONNECT, packet -> {});
  }

  /** Asks for all messages of some topics, at least once; they may come before the answer. */
  public void subscribe(List<String> filters) throws IOException {
    asked = List.copyOf(filters);
    send(
        SUBSCRIBE,
        packet -> {
          packet.writeShort(ID);
          for (String filter : filters) {
            text(packet, filter);
            packet.writeByte(1);
          }
        });
  }

  private void subscribed(Packet answer) throws IOException {
    if (answer.bytes.length != 2 + asked.size()) {
      throw new IOException("what answers there is no broker of MQTT 3.1.1");
    }
    for (int i = 0; i < asked.size(); i++) {
      if ((answer.bytes[2 + i] & 0xff) == REFUSED) {
        throw new BrokerRefusal("the broker does not let this user read " + asked.get(i));
      }
    }
    asked = List.of();
  }

  /**
   * The next message; null: none came while it was waited for.
   *
   * @throws BrokerRefusal where the broker does not give what was asked for
   */
  public @Nullable Publication next() throws IOException {
    if (System.nanoTime() - sent >= keepAlive.toNanos() / 3) {
      ping(); // Messages that need no answer may come for hours.
    }
    int type;
    try {
      type = in.readUnsignedByte();
    } catch (SocketTimeoutException e) {
      return null;
    }
    Packet packet = rest(type);
    if (packet.type == SUBACK) {
      subscribed(packet);
    }
    return (packet.type & 0xf0) == PUBLISH ? publication(packet) : null;
  }

  /** Whether something has come that can be had without waiting. */
  public boolean isMore() throws IOException {
    return in.available() > 0;
  }

  /** How many packets have come since the login: a broker that is there answers pings. */
  public long packets() {
    return packets;
  }

  /** Says that a message is where it belongs: the broker may forget it. */
  public void acknowledge(Publication publication) throws IOException {
    if (publication.id() != 0) {
      send(PUBACK, packet -> packet.writeShort(publication.id()));
    }
  }

  /** Says that this client is still there. */
  public void ping() throws IOException {
    send(PING, packet -> {});
  }

  private static Publication publication(Packet packet) throws IOException {
    byte[] bytes = packet.bytes;
    int name = bytes.length < 2 ? -1 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    int quality = packet.type >> 1 & 3;
    int start = 2 + name + (quality == 0 ? 0 : 2);
    if (name < 0 || quality > 1 || start > bytes.length) {
      throw new IOException("the broker sent a message that is none");
    }
    String topic = new String(bytes, 2, name, UTF_8);
    int id = quality == 0 ? 0 : (bytes[start - 2] & 0xff) << 8 | bytes[start - 1] & 0xff;
    int from = packet.skipped > 0 ? bytes.length : start;
    byte[] payload = Arrays.copyOfRange(bytes, from, bytes.length);
    int length = bytes.length - start + packet.skipped;
    return new Publication(topic, payload, length, id, (packet.type & 1) != 0);
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
    sent = System.nanoTime();
  }

  private Packet rest(int type) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int part = in.readUnsignedByte();
      length |= (part & 127) << shift;
      if (part < 128) {
        break;
      }
      if (shift == 21) {
        throw new IOException("what answers there is no broker of MQTT 3.1.1");
      }
    }
    boolean isTooLong = length > MOST_BYTES;
    if (isTooLong && (type & 0xf0) != PUBLISH) {
      throw new IOException("an answer of " + length + " bytes, and " + MOST_BYTES + " are taken");
    }
    byte[] bytes = new byte[isTooLong ? MOST_HEAD_BYTES : length];
    in.readFully(bytes);
    int skipped = length - bytes.length;
    in.skipNBytes(skipped);
    packets++;
    return new Packet(type, bytes, skipped);
  }

  /** The two bytes of an answer. */
  private int number(int type) throws IOException {
    int found = in.readUnsignedByte();
    Packet packet = found == type ? rest(found) : new Packet(found, new byte[0], 0);
    if (packet.bytes.length != 2) {
      throw new IOException("what answers there is no broker of MQTT 3.1.1");
    }
    return (packet.bytes[0] & 0xff) << 8 | packet.bytes[1] & 0xff;
  }

  private static void text(DataOutputStream packet, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    packet.writeShort(bytes.length);
    packet.write(bytes);
  }
}
