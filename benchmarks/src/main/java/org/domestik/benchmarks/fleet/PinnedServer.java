// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.domestik.benchmarks.measure.Connection;

/** A server's port behind TLS, known by the server's certificate. */
final class PinnedServer {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;

  private final int port;
  private final SSLSocketFactory sockets;

  PinnedServer(int port, Path certificate) throws IOException {
    this.port = port;
    try (InputStream in = Files.newInputStream(certificate)) {
      KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
      known.load(null, null);
      known.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      sockets = context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /**
   * Connects and shakes hands.
   *
   * @param name whose session is resumed, if the server still knows it: each agent has its own
   * @param from an address of this machine: each agent has its own of these, too
   */
  Connection connect(String name, InetAddress from, int buffer) throws IOException {
    Socket line = new Socket();
    try {
      line.setTcpNoDelay(true);
      line.setSoTimeout(READ_MILLIS);
      line.bind(new InetSocketAddress(from, 0));
      line.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      SSLSocket secure = (SSLSocket) sockets.createSocket(line, name, port, true);
      secure.startHandshake();
      return new Connection(secure, buffer);
    } catch (IOException e) {
      line.close();
      throw e;
    }
  }
}
