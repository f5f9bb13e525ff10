// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.domestik.model.BadInput;

/**
 * The server's private key with the certificates that speak for it, the server's own first.
 * Immutable.
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /**
   * What two files have.
   *
   * @throws BadInput where one cannot be read, the key is anybody's, or the two do not belong
   *     together
   */
  static Identity read(Path certificate, Path key) {
    List<X509Certificate> chain = Pem.certificates(certificate);
    PrivateKey secret = Pem.key(key);
    checkOwner(key);
    Identity identity = new Identity(secret, chain);
    if (!identity.isOne()) {
      throw new BadInput("the key in " + key + " is not the one of " + certificate);
    }
    return identity;
  }

  // A group may read: of such a group are the servers that share a certificate.
  private static void checkOwner(Path key) {
    try {
      if (Files.getPosixFilePermissions(key).stream().anyMatch(OF_OTHERS::contains)) {
        throw new BadInput("others may read or change " + key + "; say: chmod 600 " + key);
      }
    } catch (IOException e) {
      throw new BadInput(key + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  private boolean isOne() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      byte[] text = {1, 2, 3};
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(own().getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Throws {@link BadInput} where the certificate is not valid at a time. */
  void checkTime(Instant now) {
    Instant from = own().getNotBefore().toInstant();
    Instant to = own().getNotAfter().toInstant();
    if (now.isAfter(to)) {
      throw new BadInput(
          "the certificate expired at " + to + "; renew it, or make one: domestik secure");
    }
    if (now.isBefore(from)) {
      throw new BadInput(
          "the certificate is valid from " + from + " on, and this machine's clock says " + now);
    }
  }

  /** How TLS uses it. */
  SSLContext context() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store("server", new char[0]), new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BadInput("the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  /** The same as Java keeps it. */
  KeyStore store(String alias, char[] password) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(alias, key, password, chain.toArray(new X509Certificate[0]));
    return store;
  }
}
