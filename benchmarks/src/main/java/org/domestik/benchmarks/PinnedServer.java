// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A server's port behind TLS, known by the server's key, as enrolled agents know it. */
final class PinnedServer {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;

  private final int port;
  private final SSLSocketFactory sockets;

  PinnedServer(int port, Path certificate) throws IOException {
    this.port = port;
    try (InputStream in = Files.newInputStream(certificate)) {
      PublicKey key =
          CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Check(key)}, null);
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

  /** An extended one: Java adds checks of names and dates to any other. */
  private static final class Check extends X509ExtendedTrustManager {
    private final PublicKey key;

    Check(PublicKey key) {
      this.key = key;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (!chain[0].getPublicKey().equals(key)) {
        throw new CertificateException("another key");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no client is served here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no client is served here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client is served here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
