// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLSocketFactory;
import org.domestik.agent.config.ServerConfig;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/** Which servers are spoken to by TLS. */
public interface Trust {
  /**
   * What a configuration says; null where it says nothing, which is what the JDK trusts.
   *
   * @throws BadInput where its file holds no certificate
   */
  static @Nullable Trust of(ServerConfig config) {
    String pin = config.pin();
    Path certificate = config.certificate();
    if (certificate != null) {
      return PinnedKey.of(() -> pin(certificate));
    }
    return pin == null ? Authority.of(config.ca()) : PinnedKey.of(() -> pin);
  }

  /** SHA-256 of a key's SubjectPublicKeyInfo in base64url: 43 characters. */
  static String pin(PublicKey key) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  private static String pin(Path certificate) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificate)) {
      return pin(CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey());
    } catch (IOException e) {
      throw new CertificateException(FileFault.of(certificate, e), e);
    }
  }

  /** Sockets that shake hands with these servers alone. */
  SSLSocketFactory sockets();

  /** Whether the certificate has to be that of the address as well. */
  boolean isOfTheAddress();

  /** What is wrong with a server that they do not shake hands with, and what to do about it. */
  String refusal(CertificateException reason);
}
