// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The one server that has the private key to a pin, whatever its certificate says of names, dates
 * and authorities.
 */
final class PinnedKey implements Trust {
  private final SSLSocketFactory sockets;

  private PinnedKey(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /** Where the pin comes from: asked at each handshake. */
  interface Source {
    /** As {@link Trust#pin} makes it. */
    String pin() throws GeneralSecurityException;
  }

  static PinnedKey of(Source pin) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Check(pin)}, null);
      return new PinnedKey(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a Java without TLS", e);
    }
  }

  @Override
  public SSLSocketFactory sockets() {
    return sockets;
  }

  @Override
  public boolean isOfTheAddress() {
    return false;
  }

  @Override
  public String refusal(CertificateException reason) {
    return String.valueOf(reason.getMessage());
  }

  /** An extended one: Java adds checks of names and dates to any other. */
  private static final class Check extends X509ExtendedTrustManager {
    private final Source source;

    Check(Source source) {
      this.source = source;
    }

    /** That the server holds the private key of this certificate is what the handshake proves. */
    private void check(X509Certificate[] chain) throws CertificateException {
      String pin;
      String found;
      try {
        pin = source.pin();
        found = Trust.pin(chain[0].getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new CertificateException("the pin cannot be told: " + e.getMessage(), e);
      }
      if (!found.equals(pin)) {
        throw new CertificateException(
            "the server's key is not the pinned one: expected the pin "
                + pin
                + ", found "
                + found
                + "; if its key was changed on purpose, enrol this agent again, or change pin");
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
