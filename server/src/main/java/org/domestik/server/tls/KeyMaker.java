// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.domestik.model.BadInput;

/** Makes a key and its certificate by the JDK's keytool: clients pin the key, so nobody signs. */
final class KeyMaker {
  private static final String ALIAS = "server";
  private static final String DAYS = "3650";
  private static final int MOST_NAMES = 100;
  private static final long SECONDS = 60;

  private KeyMaker() {}

  /**
   * Makes them, valid for ten years.
   *
   * @throws BadInput where a name is none, or keytool fails
   */
  static Identity make(List<String> names) {
    if (names.isEmpty() || names.size() > MOST_NAMES) {
      throw new BadInput("a certificate has 1 to " + MOST_NAMES + " names");
    }
    for (String name : names) {
      if (!Names.isName(name)) {
        throw new BadInput("--name " + name + ": neither a DNS name nor an IP address");
      }
    }
    try {
      Path folder = Files.createTempDirectory("domestik-key"); // Its owner's alone.
      Path store = folder.resolve("key.p12");
      try {
        return make(names, store);
      } finally {
        Files.deleteIfExists(store);
        Files.deleteIfExists(folder);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new BadInput("no key could be made: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("no key was made: interrupted", e);
    }
  }

  private static Identity make(List<String> names, Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    String password = UUID.randomUUID().toString();
    StringBuilder san = new StringBuilder("san=");
    for (String name : names) {
      san.append(san.length() > 4 ? "," : "")
          .append(Names.isAddress(name) ? "ip:" : "dns:")
          .append(name);
    }
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-sigalg",
            "SHA256withECDSA",
            "-validity",
            DAYS,
            "-dname",
            "CN=Domestik",
            "-ext",
            san.toString(),
            "-ext",
            "eku=serverAuth",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass:env",
            "DOMESTIK_STOREPASS");
    keytool.environment().put("DOMESTIK_STOREPASS", password);
    keytool.redirectErrorStream(true);
    Process process = keytool.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readNBytes(10_000), UTF_8).strip();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("keytool did not end within " + SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException("keytool says: " + said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return new Identity(
        (PrivateKey) store.getKey(ALIAS, password.toCharArray()),
        List.of((X509Certificate) store.getCertificate(ALIAS)));
  }
}
