// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is.
 *
 * @param address {@code mqtt://HOST} or {@code mqtts://HOST}, with a port or without
 * @param trust whose certificates are trusted; null: what Java trusts
 */
public record Broker(URI address, @Nullable SSLContext trust) {
  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  /**
   * Connects.
   *
   * @param millis the longest that it waits, here and for each read
   */
  public Socket open(int millis) throws IOException {
    boolean secure = address.getScheme().equals("mqtts");
    int usual = secure ? TLS_PORT : PLAIN_PORT;
    int port = address.getPort() < 0 ? usual : address.getPort();
    InetSocketAddress to = new InetSocketAddress(address.getHost(), port);
    if (to.isUnresolved()) {
      throw new UnknownHostException();
    }
    Socket plain = new Socket();
    try {
      plain.connect(to, millis);
      plain.setSoTimeout(millis);
      return secure ? secure(plain, port) : plain;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private Socket secure(Socket plain, int port) throws IOException {
    SSLSocketFactory factory =
        trust == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trust.getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, address.getHost(), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // By default nobody checks the name.
    socket.setSSLParameters(parameters);
    return socket;
  }
}
