// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.config.Token;
import org.domestik.agent.delivery.Courier;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.delivery.ServerClient;
import org.domestik.agent.http.Authority;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.http.TlsServer;
import org.domestik.agent.http.Trust;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TlsTest {
  private static final Batch BATCH =
      new Batch("h", new Delivery(new UUID(1, 2), 3), List.of(), Map.of(), List.of());

  @TempDir Path folder;

  private final List<String> documents = Collections.synchronizedList(new ArrayList<>());
  private final List<String> agents = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger status = new AtomicInteger(200);
  private volatile String answer = "{\"accepted\":1}";
  private TlsServer server;
  private Path ca;

  @BeforeEach
  void start() throws Exception {
    Path own = TlsServer.certificate(folder, "own", "-ext san=ip:127.0.0.1");
    ca = TlsServer.pem(own);
    server = server(own);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TlsServer server(Path store) throws Exception {
    return TlsServer.start(
        store,
        "/api/v1/samples",
        exchange -> {
          String document = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          if (status.get() == 200) {
            documents.add(document);
          }
          Headers headers = exchange.getRequestHeaders();
          agents.add(headers.getFirst("Authorization") + " " + headers.getFirst("Domestik-Agent"));
          TlsServer.answer(exchange, status.get(), answer);
        });
  }

  private URI address() {
    return server.address();
  }

  private ServerClient client(Trust trust) {
    return new ServerClient(new ServerAccess(address(), trust, null, null));
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
    Path other = TlsServer.pem(TlsServer.certificate(folder, "other", "-ext san=ip:127.0.0.1"));
    Path data = folder.resolve("data");
    RunningAgent.probe(data, "a.lua", "return { v = 5 }");
    RunningAgent agent = new RunningAgent(data, address(), Map.of("ca", other.toString()));
    Receiver.until(() -> files(data.resolve("spool")) > 0);
    agent.stop();
    assertThat(files(data.resolve("spool"))).isPositive();
    assertThat(documents).isEmpty();
    ServerClient client = client(Authority.of(other));
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
    ServerClient client = client(null);
    assertThatThrownBy(() -> client.post(BATCH))
        .hasMessageContaining("its certificate: ")
        .hasMessageEndingWith("name that one's file: ca");
  }

  @Test
  void certificateOfAnotherAddressIsRefused() throws Exception {
    server.close();
    Path elsewhere = TlsServer.certificate(folder, "elsewhere", "-ext san=ip:127.0.0.9");
    server = server(elsewhere);
    ServerClient client = client(Authority.of(TlsServer.pem(elsewhere)));
    assertThatThrownBy(() -> client.post(BATCH)).hasMessageContaining("127.0.0.1");
    assertThat(documents).isEmpty();
  }

  @Test
  void expiredCertificatesAndWrongClocksAreToldWithTheCure() throws Exception {
    server.close();
    Path old =
        TlsServer.signed(folder, "old", "-startdate -20d -validity 10 -ext san=ip:127.0.0.1");
    server = server(old);
    ServerClient client = client(Authority.of(TlsServer.pem(old, "ca")));
    assertThatThrownBy(() -> client.post(BATCH))
        .hasMessageContaining("its certificate has expired at ")
        .hasMessageContaining("set the clock if that is wrong, else renew the certificate");
    server.close();
    Path coming = TlsServer.signed(folder, "coming", "-startdate +365d -ext san=ip:127.0.0.1");
    server = server(coming);
    ServerClient yearEarly = client(Authority.of(TlsServer.pem(coming, "ca")));
    assertThatThrownBy(() -> yearEarly.post(BATCH))
        .hasMessageContaining("its certificate is not valid yet at ")
        .message()
        .hasLineCount(1);
    assertThat(documents).isEmpty();
  }

  @Test
  void anEnrolledAgentWhoseTokenEndedIsToldToEnrolAgain() {
    status.set(401);
    assertThatThrownBy(
            () -> enrolled(config(address(), server.pin(), new Token("dmk_t"))).post(BATCH))
        .hasMessageContaining("(401)")
        .hasMessageEndingWith("say here: ./domestik agent enrol CODE --data DIR");
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

  private Path secret(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static ServerConfig config(URI address, String pin, Token token) {
    return new ServerConfig(address, null, pin, null, token, new UUID(5, 6));
  }

  private static ServerClient enrolled(ServerConfig config) {
    return new ServerClient(
        new ServerAccess(config.address(), Trust.of(config), config.token(), config.agent()));
  }

  /** Of another name, years ago and by nobody: the key is what counts. */
  @Test
  void pinnedKeyIsTrustedWhateverItsCertificateSays() throws Exception {
    server.close();
    server =
        server(
            TlsServer.certificate(
                folder, "old", "-startdate 2001/01/01 -validity 10 -ext san=dns:elsewhere"));
    enrolled(config(address(), server.pin(), new Token("dmk_t"))).post(BATCH);
    assertThat(documents).hasSize(1);
    assertThat(agents).containsExactly("Bearer dmk_t " + new UUID(5, 6));
  }

  @Test
  void pinMayBeThatOfACertificateInAFileAsItIsNow() throws Exception {
    Path file = folder.resolve("server.crt");
    ServerConfig config = new ServerConfig(address(), null, null, file, null, null);
    Path other = TlsServer.pem(TlsServer.certificate(folder, "other", "-ext san=dns:o"));
    assertThatThrownBy(() -> enrolled(config).post(BATCH))
        .hasMessageContaining("the pin cannot be told: " + file);
    Files.copy(other, file);
    assertThatThrownBy(() -> enrolled(config).post(BATCH))
        .hasMessageContaining(", found " + server.pin());
    Files.copy(ca, file, StandardCopyOption.REPLACE_EXISTING);
    enrolled(config).post(BATCH);
    assertThat(documents).hasSize(1);
  }

  @Test
  void anotherKeyThanThePinnedOneIsToldWithBothPins() {
    String pin = "A".repeat(43);
    assertThatThrownBy(() -> enrolled(config(address(), pin, new Token("dmk_t"))).post(BATCH))
        .isInstanceOf(IOException.class)
        .hasMessage(
            address()
                + "/api/v1/samples: the server's key is not the pinned one: expected the pin "
                + pin
                + ", found "
                + server.pin()
                + "; if its key was changed on purpose, enrol this agent again, or change pin");
    assertThat(agents).isEmpty();
  }

  @Test
  void whatSpeaksNoTlsIsNoMatterOfCertificates() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answerInHttp(plain));
      URI address = URI.create("https://127.0.0.1:" + plain.getLocalPort());
      assertThatThrownBy(() -> enrolled(config(address, server.pin(), null)).post(BATCH))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(address + "/api/v1/samples: TLS: ");
    }
  }

  private static void answerInHttp(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client has seen enough.
    }
  }

  @Test
  void agentThatIsNotLetInKeepsItsSamplesAndSaysWhyOnce() throws Exception {
    ServerConfig config =
        AgentConfig.read(
                "agent.conf",
                Map.of("pin", server.pin(), "token_file", secret("dmk_t").toString()),
                Map.of("server", address().toString()))
            .server();
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    AtomicLong ticks = new AtomicLong();
    Outbox outbox = new Outbox("h");
    Spool spool = new Spool(folder.resolve("spool"), 1 << 20);
    Courier courier =
        new Courier(
            "h",
            outbox,
            outbox,
            spool,
            enrolled(config),
            InstantSource.system(),
            ticks::get,
            new Log(new PrintStream(logged, true, UTF_8), InstantSource.system()));
    List<Row> rows = List.of(Row.of(List.of(), Map.of("v", 5.0)));
    outbox.add("a.lua", new Sample("a", Instant.parse("2026-11-22T10:00:00Z"), rows), null);
    status.set(401);
    answer = "{\"error\":\"this token was revoked; enrol the agent again\"}";
    steps(courier, ticks, 3);
    status.set(403);
    answer = "{\"error\":\"this token is for another host\"}";
    steps(courier, ticks, 3);
    assertThat(agents).hasSize(6).containsOnly("Bearer dmk_t null");
    assertThat(spool.state(null).samples()).isEqualTo(1);
    assertThat(spool.dropped()).isZero();
    assertThat(logged.toString(UTF_8))
        .containsOnlyOnce("(401): this token was revoked; enrol the agent again")
        .containsOnlyOnce("(403): this token is for another host")
        .doesNotContain("dmk_t");

    secret("dmk_u"); // Changed while the agent runs.
    status.set(401);
    steps(courier, ticks, 2);
    status.set(200);
    answer = "{\"accepted\":1}";
    steps(courier, ticks, 1);
    assertThat(agents.subList(6, 9))
        .containsExactly("Bearer dmk_t null", "Bearer dmk_u null", "Bearer dmk_u null");
    assertThat(documents).singleElement().asString().contains("\"data\":{\"v\":5}");
    assertThat(logged.toString(UTF_8)).contains("the server is back");
    assertThat(spool.isEmpty()).isTrue();
  }

  private static void steps(Courier courier, AtomicLong ticks, int count) {
    for (int i = 0; i < count; i++) {
      ticks.addAndGet(Duration.ofMinutes(1).toNanos());
      courier.step();
    }
  }
}
