// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.delivery.ServerClient;
import org.domestik.agent.http.Authority;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String PASSWORD = "changeit";
  private static final Batch BATCH =
      new Batch("h", new Delivery(new UUID(1, 2), 3), List.of(), Map.of(), List.of());

  @TempDir Path folder;

  private final List<String> documents = Collections.synchronizedList(new ArrayList<>());
  private HttpsServer server;
  private Path ca;

  @BeforeEach
  void start() throws Exception {
    ca = certificate("own", "ip:127.0.0.1");
    server = server("own");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpsServer server(String name) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.createContext(
        "/api/v1/samples",
        exchange -> {
          documents.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    https.start();
    return https;
  }

  /** A certificate signed by itself, in a key store and in PEM. */
  private Path certificate(String name, String alternative) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Path pem = folder.resolve(name + ".pem");
    keytool(
        "-genkeypair -alias k -keyalg EC -dname CN=" + name + " -ext san=" + alternative, store);
    keytool("-exportcert -alias k -rfc -file " + pem, store);
    return pem;
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

  private URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void samplesReachAServerWhoseCertificateTheGivenAuthoritySigned() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    RunningAgent.probe(folder.resolve("data"), "a.lua", "return { v = 5 }");
    RunningAgent agent =
        new RunningAgent(folder.resolve("data"), address(), Map.of("ca", ca.toString()));
    Receiver.until(() -> documents.stream().anyMatch(it -> it.contains("\"data\":{\"v\":5}")));
    agent.stop();
    assertThat(documents).anyMatch(it -> it.contains("\"data\":{\"v\":5}"));
  }

  @Test
  void anotherAuthoritysServerIsRefusedAndSamplesWait() throws Exception {
    Path other = certificate("other", "ip:127.0.0.1");
    Path data = folder.resolve("data");
    RunningAgent.probe(data, "a.lua", "return { v = 5 }");
    RunningAgent agent = new RunningAgent(data, address(), Map.of("ca", other.toString()));
    Receiver.until(() -> files(data.resolve("spool")) > 0);
    agent.stop();
    assertThat(files(data.resolve("spool"))).isPositive();
    assertThat(documents).isEmpty();
    ServerClient client = new ServerClient(address(), Authority.of(other));
    assertThatThrownBy(() -> client.post(BATCH))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(address() + "/api/v1/samples: its certificate: ")
        .hasMessageEndingWith("; it has to be one that " + other + " signed");
  }

  private static long files(Path spool) {
    try (var files = Files.list(spool)) {
      return files.filter(it -> it.toString().matches(".*\\.(batch|sent)")).count();
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void withoutAnAuthorityTheMessageNamesTheSetting() {
    ServerClient client = new ServerClient(address(), null);
    assertThatThrownBy(() -> client.post(BATCH))
        .hasMessageContaining("its certificate: ")
        .hasMessageEndingWith("name that one's file: ca");
  }

  @Test
  void certificateOfAnotherAddressIsRefused() throws Exception {
    server.stop(0);
    Path elsewhere = certificate("elsewhere", "ip:127.0.0.9");
    server = server("elsewhere");
    ServerClient client = new ServerClient(address(), Authority.of(elsewhere));
    assertThatThrownBy(() -> client.post(BATCH)).hasMessageContaining("127.0.0.1");
    assertThat(documents).isEmpty();
  }

  @Test
  void fileWithoutACertificateStopsTheStart() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    assertThatThrownBy(() -> Authority.of(empty))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("ca: " + empty + " holds no certificate");
    assertThatThrownBy(() -> Authority.of(folder.resolve("none.pem")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be read");
  }
}
