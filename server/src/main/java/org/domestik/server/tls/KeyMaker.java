// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

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
   * @param former whose key stays: agents know it; null: a new one is made
   * @throws BadInput where a name is none, or keytool fails
   */
  static Identity make(List<String> names, @Nullable Identity former) {
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
        return make(names, former, store);
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

  private static Identity make(List<String> names, @Nullable Identity former, Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    String password = UUID.randomUUID().toString();
    StringBuilder san = new StringBuilder("san=");
    for (String name : names) {
      san.append(san.length() > 4 ? "," : "")
          .append(Names.isAddress(name) ? "ip:" : "dns:")
          .append(name);
    }
    List<String> words = new ArrayList<>();
    if (former == null) {
      words.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
      words.addAll(List.of("-sigalg", "SHA256withECDSA"));
    } else {
      words.add("-selfcert");
      try (OutputStream out = Files.newOutputStream(file)) {
        former.store(ALIAS, password.toCharArray()).store(out, password.toCharArray());
      }
    }
    words.addAll(List.of("-alias", ALIAS, "-validity", DAYS, "-dname", "CN=Domestik"));
    words.addAll(List.of("-ext", san.toString(), "-ext", "eku=serverAuth"));
    words.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    keytool(words, password);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return new Identity(
        (PrivateKey) store.getKey(ALIAS, password.toCharArray()),
        List.of((X509Certificate) store.getCertificate(ALIAS)));
  }

  private static void keytool(List<String> words, String password)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(words);
    command.addAll(List.of("-storepass:env", "DOMESTIK_STOREPASS"));
    ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
    keytool.environment().put("DOMESTIK_STOREPASS", password);
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
  }
}
