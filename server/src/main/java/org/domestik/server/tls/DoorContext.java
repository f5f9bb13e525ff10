// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** The context that a {@link TlsDoor} has now, as one that never changes. */
final class DoorContext extends SSLContext {
  DoorContext(TlsDoor door) {
    super(new Spi(door), door.current().getProvider(), "TLS");
  }

  private static final class Spi extends SSLContextSpi {
    private final TlsDoor door;

    Spi(TlsDoor door) {
      this.door = door;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("it is what its files say");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new DoorSockets(door);
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return door.current().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return door.current().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return door.current().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return door.current().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return door.current().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return door.current().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return door.current().getSupportedSSLParameters();
    }
  }
}
