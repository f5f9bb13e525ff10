// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import javax.net.SocketFactory;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;

/**
 * Makes the sockets of the driver, which finds this class by its name: see {@link WatchedSocket}.
 */
public final class WatchedSockets extends SocketFactory {
  private final Duration patience;

  /** For a connection of these properties; what it takes to connect is what an answer may take. */
  public WatchedSockets(Properties connection) throws PSQLException {
    patience = Duration.ofSeconds(PGProperty.CONNECT_TIMEOUT.getInt(connection));
  }

  @Override
  public Socket createSocket() {
    return new WatchedSocket(patience);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port); // The driver binds sockets by itself.
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(InetSocketAddress server) throws IOException {
    Socket socket = createSocket();
    try {
      socket.connect(server, (int) patience.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
