// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.domestik.lua.Settings;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed where a target names its own authority: {@code ca}. */
final class Trust {
  private Trust() {}

  /** What trusts the certificates in the file that the key {@code ca} names; null without. */
  static @Nullable SSLContext read(Settings settings, Path folder) {
    String name = settings.text("ca");
    if (name == null) {
      return null;
    }
    Path file = folder.resolve(name);
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + store.size(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      if (store.size() > 0) {
        return context;
      }
    } catch (IOException e) {
      throw settings.fault("ca", file + " cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw settings.fault("ca", file + " has no certificate in PEM: " + e.getMessage());
    }
    throw settings.fault("ca", file + " has no certificate in PEM");
  }
}
