// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.domestik.model.Json;
import org.jspecify.annotations.Nullable;

/** Makes TLS of the connections that come in, and tells those that speak plain HTTP what to say. */
final class DoorSockets extends SSLSocketFactory {
  /** How every handshake begins: a record of that type. */
  private static final int HANDSHAKE = 22;

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final TlsDoor door;

  DoorSockets(TlsDoor door) {
    this.door = door;
  }

  @Override
  public Socket createSocket(Socket plain, @Nullable InputStream none, boolean autoClose)
      throws IOException {
    door.enter(plain);
    int first = plain.getInputStream().read();
    if (first < 0) {
      throw new EOFException("nothing came");
    }
    if (first != HANDSHAKE) {
      if (first >= 'A' && first <= 'Z') {
        tell(plain);
      }
      throw new SSLException("not TLS");
    }
    Socket socket =
        door.current()
            .getSocketFactory()
            .createSocket(plain, new ByteArrayInputStream(new byte[] {(byte) first}), autoClose);
    if (socket instanceof SSLSocket secure) {
      secure.setEnabledProtocols(PROTOCOLS);
    }
    return socket;
  }

  /** By a status after which a sender keeps what it has: nothing is wrong with that. */
  private static void tell(Socket plain) throws IOException {
    byte[] body =
        Json.write(Map.of("error", "this port speaks TLS: write https:// instead of http://"))
            .getBytes(UTF_8);
    plain
        .getOutputStream()
        .write(
            ("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + "Content-Length: "
                    + (body.length + 1)
                    + "\r\n\r\n"
                    + new String(body, UTF_8)
                    + "\n")
                .getBytes(UTF_8));
    // What was sent and nobody read would make the system throw the answer away at the close.
    plain.shutdownOutput();
    plain.getInputStream().skipNBytes(Math.min(plain.getInputStream().available(), 65_536));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return door.current().getSocketFactory().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return door.current().getSocketFactory().getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket() throws IOException {
    return door.current().getSocketFactory().createSocket();
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    throw new IOException("this side is the server");
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("this side is the server");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new IOException("this side is the server");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new IOException("this side is the server");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new IOException("this side is the server");
  }
}
