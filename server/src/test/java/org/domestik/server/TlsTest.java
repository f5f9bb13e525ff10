// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.domestik.server.tls.PinnedTrust;
import org.domestik.server.tls.TlsFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS, and real clients. */
@Tag("slow")
class TlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path data;

  private record Said(int code, String out, String err) {}

  private Said domestik(InstantSource clock, String... words) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    int code =
        Main.run(all, clock, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Said(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private String secure(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("secure"));
    words.addAll(List.of(more));
    Said said = domestik(InstantSource.system(), words.toArray(String[]::new));
    assertThat(said.code()).as(said.err()).isZero();
    return new TlsFolder(data).pin();
  }

  private static HttpClient client(String pin) {
    return HttpClient.newBuilder().sslContext(PinnedTrust.context(pin)).build();
  }

  private static String health(TestServer server, String pin) throws Exception {
    try (HttpClient client = client(pin)) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(server.running.url() + "/health"))
                  .timeout(PATIENCE)
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static String plainly(TestServer server, String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void theServerSpeaksTlsOnceThereIsACertificateAndItsCommandsStillReachIt() throws Exception {
    String pin = secure("--name", "monitor.example.com", "--name=192.0.2.7");
    assertThat(pin).matches("[A-Za-z0-9_-]{43}");
    assertThat(new TlsFolder(data).names()).containsExactly("monitor.example.com", "192.0.2.7");
    assertThat(Files.getPosixFilePermissions(data.resolve("tls/server.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.running.url()).startsWith("https://127.0.0.1:");
      assertThat(health(server, pin)).contains("\"ok\"");
      Said plan = domestik(server, "plan", "--json");
      assertThat(plan.code()).as(plan.err()).isZero();
      assertThatThrownBy(() -> health(server, (pin.startsWith("A") ? "B" : "A") + pin.substring(1)))
          .hasStackTraceContaining("another key than the one expected");
      assertThat(plainly(server, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.1 503 ")
          .contains("this port speaks TLS: write https:// instead of http://");
    }
  }

  @Test
  void onlyTheTwoVersionsThatAreSafeAreSpoken() throws Exception {
    String pin = secure();
    try (TestServer server = TestServer.start(data)) {
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        assertThat(handshake(server, pin, version)).isEqualTo(version);
      }
      assertThatThrownBy(() -> handshake(server, pin, "TLSv1.1")).isInstanceOf(SSLException.class);
    }
  }

  private static String handshake(TestServer server, String pin, String version) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            PinnedTrust.context(pin)
                .getSocketFactory()
                .createSocket("127.0.0.1", URI.create(server.running.url()).getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  @Test
  void handshakesOfOneAddressAreBoundedAndTakeTenSecondsAtMost() throws Exception {
    String pin = secure();
    List<Socket> silent = new ArrayList<>();
    try (TestServer server = TestServer.start(data)) {
      int port = URI.create(server.running.url()).getPort();
      long start = System.nanoTime();
      for (int i = 0; i < 257; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      // Each begins in a thread of its own: whichever of them comes last is the one too many.
      List<Socket> refused = closedOf(silent);
      while (refused.isEmpty()) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        refused = closedOf(silent);
      }
      assertThat(refused).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
      Socket waiting = refused.contains(silent.getFirst()) ? silent.get(1) : silent.getFirst();
      waiting.setSoTimeout((int) PATIENCE.toMillis());
      try (HttpClient other =
          HttpClient.newBuilder()
              .sslContext(PinnedTrust.context(pin))
              .localAddress(InetAddress.getByName("127.0.0.2"))
              .build()) {
        HttpRequest health =
            HttpRequest.newBuilder(URI.create(server.running.url() + "/health"))
                .timeout(PATIENCE)
                .build();
        assertThat(other.send(health, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      }
      assertThat(closed(waiting)).isTrue();
      assertThat(health(server, pin)).contains("\"ok\"");
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  /** Those that the other side has closed by now. */
  private static List<Socket> closedOf(List<Socket> sockets) throws IOException {
    List<Socket> closed = new ArrayList<>();
    for (Socket each : sockets) {
      each.setSoTimeout(1);
      if (!isOpen(each)) {
        closed.add(each);
      }
    }
    return closed;
  }

  private static boolean isOpen(Socket socket) throws IOException {
    try {
      return !closed(socket);
    } catch (SocketTimeoutException e) {
      return true; // It says nothing.
    }
  }

  private static boolean closed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException e) {
      return true; // Reset.
    }
  }

  @Test
  void aRenewedCertificateIsTakenWithoutARestart() throws Exception {
    String old = secure();
    try (TestServer server = TestServer.start(data)) {
      assertThat(health(server, old)).contains("\"ok\"");
      Files.move(data.resolve("tls"), data.resolve("former"));
      String renewed = secure();
      assertThat(renewed).isNotEqualTo(old);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          assertThat(health(server, renewed)).contains("\"ok\"");
          break;
        } catch (SSLHandshakeException e) {
          assertThat(System.nanoTime()).isLessThan(end);
        }
      }
    }
  }

  @Test
  void anotherCertificateKeepsTheKeyThatAgentsKnow() throws Exception {
    String pin = secure("--name", "old.example.com");
    Said said = domestik(InstantSource.system(), "secure", "--name", "new.example.com");
    assertThat(said.out())
        .contains("Its pin is " + pin + "\n", "agents that are enrolled go on")
        .doesNotContain("old.example.com");
    assertThat(new TlsFolder(data).names()).containsExactly("new.example.com");
    try (TestServer server = TestServer.start(data)) {
      assertThat(health(server, pin)).contains("\"ok\"");
    }
    Path key = data.resolve("tls/server.key");
    Files.writeString(key, "");
    assertThat(refused(InstantSource.system(), "secure"))
        .contains("tls/server.key has no private key", "or remove " + data.resolve("tls"));
    Path others = Files.createDirectory(data.resolve("others"));
    Files.move(data.resolve("tls"), others.resolve("former"));
    secure();
    Files.move(data.resolve("tls"), others.resolve("tls"));
    Files.move(others.resolve("former"), data.resolve("tls"));
    said =
        domestik(
            InstantSource.system(),
            "secure",
            "--cert",
            others + "/tls/server.crt",
            "--key",
            others + "/tls/server.key");
    assertThat(said.out()).contains("It was " + pin + ": agents");
  }

  @Test
  void aCertificateOfOthersIsTakenByALink() throws Exception {
    String made = secure("--name", "monitor.example.com");
    Path theirs = Files.move(data.resolve("tls"), data.resolve("theirs"));
    String[] words = {
      "--cert", theirs.resolve("server.crt").toString(), "--key", theirs + "/server.key"
    };
    assertThat(secure(words)).isEqualTo(made);
    assertThat(data.resolve("tls/server.crt")).isSymbolicLink();
    try (TestServer server = TestServer.start(data)) {
      assertThat(health(server, made)).contains("\"ok\"");
    }
  }

  @Test
  void whatDoesNotDoIsRefusedInOneLineThatNamesTheCure() throws Exception {
    secure();
    Path first = Files.move(data.resolve("tls"), data.resolve("first"));
    secure();
    Path other = Files.move(data.resolve("tls"), data.resolve("other"));
    String cert = first + "/server.crt";
    String key = first + "/server.key";
    InstantSource now = InstantSource.system();
    assertThat(refused(now, "secure", "--cert", cert)).contains("--cert and --key come together");
    assertThat(refused(now, "secure", "--cert", cert, "--key", other + "/server.key"))
        .contains("is not the one of " + cert);
    assertThat(refused(now, "secure", "--cert", key, "--key", key)).contains("no certificate");
    assertThat(refused(now, "secure", "--cert", cert, "--key", cert)).contains("no private key");
    assertThat(refused(now, "secure", "--cert", cert, "--key", first + "/none"))
        .contains("there is no such file");
    assertThat(refused(now, "secure", "--name", "two words")).contains("neither a DNS name");
    InstantSource later = () -> Instant.parse("2047-01-01T00:00:00Z");
    assertThat(refused(later, "secure", "--cert", cert, "--key", key))
        .contains("expired")
        .contains("domestik secure");
    InstantSource before = () -> Instant.parse("2020-01-01T00:00:00Z");
    assertThat(refused(before, "secure", "--cert", cert, "--key", key)).contains("clock");
    Files.setPosixFilePermissions(Path.of(key), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(refused(now, "secure", "--cert", cert, "--key", key)).contains("chmod 600");
    assertThat(data.resolve("tls")).doesNotExist();
  }

  private String refused(InstantSource clock, String... words) throws Exception {
    Said said = domestik(clock, words);
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).startsWith("domestik: ").hasLineCount(1);
    return said.err();
  }
}
