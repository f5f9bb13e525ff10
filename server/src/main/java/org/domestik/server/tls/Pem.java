// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;

/** Keys and certificates as PEM, the text that all tools of TLS read and write. */
final class Pem {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (.*?PRIVATE KEY)-----(.*?)-----END", Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /**
   * The certificates of a file, the server's own first.
   *
   * @throws BadInput where it cannot be read or has none
   */
  static List<X509Certificate> certificates(Path file) {
    byte[] bytes = bytes(file);
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (var each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        chain.add((X509Certificate) each);
      }
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw new BadInput(file + " has no certificate in PEM: " + e.getMessage(), e);
    }
    throw new BadInput(file + " has no certificate in PEM");
  }

  /**
   * The private key of a file.
   *
   * @throws BadInput where it cannot be read, has none, or one that is encrypted or of old form
   */
  static PrivateKey key(Path file) {
    Matcher key = KEY.matcher(new String(bytes(file), US_ASCII));
    if (!key.find()) {
      throw new BadInput(file + " has no private key in PEM");
    }
    if (!key.group(1).equals("PRIVATE KEY")) {
      throw new BadInput(
          file
              + " has a key as \""
              + key.group(1)
              + "\"; make it plain with: openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out NEW");
    }
    try {
      return key(Base64.getMimeDecoder().decode(key.group(2)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadInput(file + " has a key that cannot be read: " + e.getMessage(), e);
    }
  }

  // What is encoded names its algorithm, but the JDK wants to be told.
  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException("no algorithm knows it");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new BadInput(file + " is no PEM file: it is larger than " + MOST_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BadInput(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new BadInput(file + " may not be read by the server's user", e);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** One block of PEM. */
  static String block(String what, byte[] encoded) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
