// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on this machine that speaks TLS with a certificate of its own making. */
public final class TlsServer implements AutoCloseable {
  private static final String PASSWORD = "changeit";

  /** Key stores by their words: to make one takes a JVM of its own. */
  private static final Map<String, byte[]> MADE = new HashMap<>();

  private final HttpsServer server;
  private final String pin;

  private TlsServer(HttpsServer server, String pin) {
    this.server = server;
    this.pin = pin;
  }

  /**
   * Starts one.
   *
   * @param store as {@link #certificate} made it
   */
  public static TlsServer start(Path store, String path, HttpHandler handler) throws Exception {
    KeyStore keys = keys(store);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.createContext(path, handler);
    https.start();
    return new TlsServer(https, Trust.pin(keys.getCertificate("k").getPublicKey()));
  }

  /** A key store with a certificate signed by itself: the same one for the same words. */
  public static Path certificate(Path folder, String name, String words) throws Exception {
    Path store = folder.resolve(name + ".p12");
    byte[] made;
    synchronized (MADE) {
      made = MADE.get(name + " " + words);
      if (made == null) {
        keytool("-genkeypair -alias k -keyalg EC -dname CN=" + name + " " + words, store);
        made = Files.readAllBytes(store);
        MADE.put(name + " " + words, made);
      }
    }
    return Files.write(store, made);
  }

  /** The certificate of a key store in PEM. */
  public static Path pem(Path store) throws Exception {
    byte[] certificate = keys(store).getCertificate("k").getEncoded();
    return Files.writeString(
        Path.of(store.toString().replace(".p12", ".pem")),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n");
  }

  private static KeyStore keys(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static void keytool(String words, Path store) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }

  /** Answers a request of JSON. */
  public static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What an agent that pins its key is given. */
  public String pin() {
    return pin;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
