// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.server.connection.RareLog;

/**
 * Lines by UDP: those that come within a moment are stored together. What the store does not take
 * at once is lost.
 */
final class Datagrams implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Datagrams.class.getName());
  private static final int LARGEST = 64 << 10;
  private static final int MOST_BYTES = 256 << 10;
  private static final int WAITING_BYTES = 1 << 20;

  /** What has come is kept from the store for this long, and twice at most. */
  private static final int PATIENCE_MILLIS = 200;

  private static final long PATIENCE_NANOS = Duration.ofMillis(PATIENCE_MILLIS).toNanos();

  private final RareLog rarely = new RareLog(LOG);
  private final DatagramSocket socket;
  private final String protocol;
  private final OpenPort config;
  private final Lines lines;
  private final Thread thread;
  private volatile boolean isClosing;

  private Datagrams(DatagramSocket socket, String protocol, OpenPort config, Lines lines) {
    this.socket = socket;
    this.protocol = protocol;
    this.config = config;
    this.lines = lines;
    this.thread = Thread.ofPlatform().name(protocol + "-udp").daemon().unstarted(this::read);
  }

  static Datagrams listen(String protocol, OpenPort config, int port, Lines lines)
      throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(config.address().getAddress(), port));
    socket.setReceiveBufferSize(WAITING_BYTES);
    socket.setSoTimeout(PATIENCE_MILLIS);
    Datagrams datagrams = new Datagrams(socket, protocol, config, lines);
    datagrams.thread.start();
    return datagrams;
  }

  private void read() {
    byte[] bytes = new byte[MOST_BYTES + LARGEST + 1];
    int end = 0;
    long first = 0;
    String address = "";
    while (!isClosing) {
      // By the first that waits: of who sends without a pause nothing would ever be stored else.
      if (end > 0 && System.nanoTime() - first >= PATIENCE_NANOS) {
        pass(address, bytes, end);
        end = 0;
      }
      DatagramPacket packet = new DatagramPacket(bytes, end, LARGEST);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        continue;
      } catch (IOException e) {
        Pause.after(e, rarely, protocol + ": a datagram is not taken");
        continue;
      }
      String from = packet.getAddress().getHostAddress();
      if (!config.admits(packet.getAddress())) {
        lines.refuse(from);
        continue;
      }
      boolean isOther = !from.equals(address);
      if (end > 0 && (isOther || end > MOST_BYTES - LARGEST)) {
        pass(address, bytes, end);
        System.arraycopy(bytes, end, bytes, 0, packet.getLength());
        end = 0;
      }
      if (end == 0) {
        first = System.nanoTime();
      }
      address = from;
      end += packet.getLength();
      bytes[end++] = '\n';
    }
    if (end > 0) {
      pass(address, bytes, end);
    }
  }

  private void pass(String address, byte[] bytes, int end) {
    try {
      lines.take(address, bytes, 0, end, false);
    } catch (RuntimeException e) {
      // Whatever it was: this thread is the only one that reads.
      LOG.log(Level.WARNING, protocol + ": lines of " + address + " are lost", e);
    }
  }

  /** What has come is passed on before this ends. */
  @Override
  public void close() {
    isClosing = true;
    Pause.untilEnded(List.of(thread));
    socket.close();
  }
}
