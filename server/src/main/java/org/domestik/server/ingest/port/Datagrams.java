// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lines by UDP: some of them together are stored. What the store does not take at once is lost. */
final class Datagrams implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Datagrams.class.getName());
  private static final int LARGEST = 64 << 10;
  private static final int MOST_BYTES = 256 << 10;
  private static final int WAITING_BYTES = 1 << 20;
  private static final int PATIENCE_MILLIS = 200;

  private final DatagramSocket socket;
  private final String protocol;
  private final OpenPort config;
  private final Lines lines;

  private Datagrams(DatagramSocket socket, String protocol, OpenPort config, Lines lines) {
    this.socket = socket;
    this.protocol = protocol;
    this.config = config;
    this.lines = lines;
  }

  static Datagrams listen(String protocol, OpenPort config, int port, Lines lines)
      throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(config.address().getAddress(), port));
    socket.setReceiveBufferSize(WAITING_BYTES);
    socket.setSoTimeout(PATIENCE_MILLIS);
    Datagrams datagrams = new Datagrams(socket, protocol, config, lines);
    Thread.ofPlatform().name(protocol + "-udp").daemon().start(datagrams::read);
    return datagrams;
  }

  private void read() {
    byte[] bytes = new byte[MOST_BYTES + LARGEST + 1];
    int end = 0;
    String address = "";
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(bytes, end, LARGEST);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        if (end > 0) {
          lines.take(address, bytes, 0, end, false);
          end = 0;
        }
        continue;
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.log(Level.WARNING, protocol + ": a datagram is not taken", e);
        }
        continue;
      }
      String from = packet.getAddress().getHostAddress();
      if (!config.admits(packet.getAddress())) {
        lines.refuse(from);
        continue;
      }
      boolean isOther = !from.equals(address);
      if (end > 0 && (isOther || end > MOST_BYTES - LARGEST)) {
        lines.take(address, bytes, 0, end, false);
        System.arraycopy(bytes, end, bytes, 0, packet.getLength());
        end = 0;
      }
      address = from;
      end += packet.getLength();
      bytes[end++] = '\n';
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
