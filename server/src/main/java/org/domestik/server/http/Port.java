// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The open port, which opens again when it was closed: out of file descriptors, Helidon 4.5.0 gives
 * its listening socket up, and the process would stay without one.
 */
final class Port implements AutoCloseable {
  /** Between two looks. */
  static final Duration LOOK = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(Port.class.getName());

  private final InetAddress address;
  private final int number;
  private final IntFunction<WebServer> open;
  private WebServer server;
  private boolean closed;

  private Port(InetAddress address, int number, IntFunction<WebServer> open, WebServer server) {
    this.address = address;
    this.number = number;
    this.open = open;
    this.server = server;
  }

  /**
   * Opens it.
   *
   * @param open starts a server at a port; 0: any free one
   */
  static Port open(InetAddress address, int number, IntFunction<WebServer> open) {
    WebServer server = open.apply(number);
    return new Port(address, server.port(), open, server);
  }

  int number() {
    return number;
  }

  /** Opens it again if nobody listens there any more; to be called again and again. */
  synchronized void look() {
    if (closed || !isGone()) {
      return;
    }
    LOG.severe("the port " + number + " was closed, too many files were open; it is opened again");
    server.stop();
    try {
      server = open.apply(number);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "the port cannot be opened yet: " + e.getMessage());
    }
  }

  /** Only where nobody listens another may: without a connection that would be in the way. */
  private boolean isGone() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, number));
      return true;
    } catch (IOException e) {
      return false; // Somebody does; or no file is left for this look either: later.
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    server.stop();
  }
}
