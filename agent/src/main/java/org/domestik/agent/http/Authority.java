// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/** Those who may sign the server's certificate, and nobody else. */
public final class Authority implements Trust {
  private final Path file;
  private final SSLSocketFactory sockets;

  private Authority(Path file, SSLSocketFactory sockets) {
    this.file = file;
    this.sockets = sockets;
  }

  /**
   * Reads one or several certificates in PEM; null for none.
   *
   * @throws BadInput where the file holds no certificate
   */
  public static @Nullable Authority of(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null);
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new BadInput("ca: " + file + " holds no certificate");
      }
      int number = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("ca" + number++, certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return new Authority(file, context.getSocketFactory());
    } catch (IOException e) {
      throw new BadInput("ca: " + file + " cannot be read: " + FileFault.of(e), e);
    } catch (GeneralSecurityException e) {
      throw new BadInput("ca: " + file + " holds no certificate in PEM: " + e.getMessage(), e);
    }
  }

  @Override
  public SSLSocketFactory sockets() {
    return sockets;
  }

  @Override
  public boolean isOfTheAddress() {
    return true;
  }

  @Override
  public String refusal(CertificateException reason) {
    return CertificateFault.words(reason, "; it has to be one that " + file + " signed");
  }
}
