// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int PING = 0xc0;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Far shorter than a client that hears nothing waits before it asks. */
  private static final int PACE_MILLIS = 20;

  @Test
  void brokerThatSendsWithoutAPauseHearsOfItsClient() throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(broker.getInetAddress(), broker.getLocalPort());
        Socket served = broker.accept()) {
      BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
      Thread.ofVirtual().start(() -> hear(served, heard));
      client.setSoTimeout((int) PATIENCE.toMillis());
      Session session = new Session(client, Duration.ofSeconds(3));
      session.ping(); // As what is said at the login.
      assertThat(heard.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(PING);

      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Integer next = null;
      while (next == null) {
        assertThat(System.nanoTime()).as("the broker heard nothing").isLessThan(deadline);
        publish(served.getOutputStream());
        Publication publication = session.next();
        assertThat(publication).isNotNull();
        session.acknowledge(publication);
        next = heard.poll(PACE_MILLIS, TimeUnit.MILLISECONDS);
      }
      assertThat(next).isEqualTo(PING);
    }
  }

  /** A message that needs no answer, as most sensors send. */
  private static void publish(OutputStream out) throws IOException {
    byte[] topic = "t".getBytes(UTF_8);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(new byte[] {0x30, (byte) (2 + topic.length + 1), 0, (byte) topic.length});
    packet.write(topic);
    packet.write('1');
    out.write(packet.toByteArray());
  }

  /** The types of the packets that come, which have nothing in them. */
  private static void hear(Socket socket, Queue<Integer> types) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        types.add(in.readUnsignedByte());
        in.readUnsignedByte();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
