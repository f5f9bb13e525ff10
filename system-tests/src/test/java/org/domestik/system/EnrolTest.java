// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that others may reach, and an agent that becomes one of its hosts by a code. */
@Tag("slow")
class EnrolTest {
  @TempDir Path server;
  @TempDir Path agent;
  @TempDir Path other;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes.reversed()) {
      process.destroy();
    }
    for (Process process : processes) {
      process.waitFor();
    }
  }

  private Path start(String name, String... arguments) throws IOException {
    Path output =
        Files.createTempFile(Files.createDirectories(Path.of("target/output")), name, ".log");
    processes.add(
        Domestik.ofAMinute(Domestik.launcher(arguments)).redirectOutput(output.toFile()).start());
    return output;
  }

  private static String run(int code, String... arguments) throws Exception {
    Domestik.Finished done = Domestik.run(arguments);
    assertThat(done.code()).as(done.output()).isEqualTo(code);
    return done.output();
  }

  /** The one line of what was printed that begins so. */
  private static String line(String output, String start) {
    return output.lines().filter(it -> it.startsWith(start)).findFirst().orElseThrow();
  }

  private String code(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("enrol", "--data", server.toString()));
    words.addAll(List.of(more));
    return line(run(0, words.toArray(String[]::new)), "https://");
  }

  private HttpClient client() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (InputStream in = Files.newInputStream(server.resolve("tls/server.crt"))) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void agentIsLetInByACodeOnceAndItsFirstSampleIsStored() throws Exception {
    assertThat(run(0, "secure", "--data", server.toString(), "--name", "127.0.0.1"))
        .contains("Its pin is ");
    ProcessBuilder add =
        Domestik.launcher("user", "add", "ada", "--role", "admin", "--data", server.toString());
    Path password = Files.writeString(server.resolve("password"), "correct horse battery\n");
    assertThat(Domestik.finish(add.redirectInput(password.toFile())).code()).isZero();
    String port = "" + Domestik.freePort();
    String url = "https://127.0.0.1:" + port;
    start("server", "up", "--data", server.toString(), "--listen", "0.0.0.0", "--port", port);
    Domestik.await("the server answers", () -> Files.exists(server.resolve("server.url")));
    String code = code("--url", url);

    assertThat(run(0, "agent", "enrol", code, "--data", agent.toString(), "--host", "web1"))
        .isEqualTo("This agent is web1 at " + url + " from its next start on\n");
    Path log = start("agent", "agent", "--data", agent.toString());
    String token =
        line(run(0, "token", "new", "look", "--role", "read", "--data", server.toString()), "dmk_");
    HttpRequest hosts =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/hosts"))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = client()) {
      Domestik.await(
          "both agents' samples are stored: " + Files.readString(log),
          () -> {
            String body = body(client, hosts);
            return body.contains("\"host\":\"web1\"") && body.split("\"host\":", -1).length > 2;
          });
    }

    assertThat(run(1, "agent", "enrol", code, "--data", other.toString()))
        .startsWith("domestik: " + url + "/api/v1/enrol answered 403: ")
        .hasLineCount(1);
    String wrong = code.substring(0, code.length() - 1) + (code.endsWith("A") ? "B" : "A");
    assertThat(run(1, "agent", "enrol", wrong, "--data", other.toString()))
        .startsWith("domestik: " + url + "/api/v1/enrol answered 403: ");
    String elsewhere = code.replaceFirst("#[^.]*", "#" + "A".repeat(43));
    assertThat(run(1, "agent", "enrol", elsewhere, "--data", other.toString()))
        .startsWith("domestik: " + url + "/api/v1/enrol: the server's key is not the pinned one: ")
        .hasLineCount(1);
    String expired = code("--url", url, "--for", "1s");
    Instant later = Instant.now().plusSeconds(2);
    Domestik.await("the code expires", () -> Instant.now().isAfter(later));
    assertThat(run(1, "agent", "enrol", expired, "--data", other.toString()))
        .contains(" answered 403: the code expired at ");
    assertThat(other.resolve("enrolment")).doesNotExist();
  }

  @Test
  void passwordsInAddressesAreShownNowhere() throws Exception {
    String secret = "s3cr3t-of-ada";
    String address = "https://ada:" + secret + "@127.0.0.1:1";
    String code = address + "#" + "A".repeat(43) + ".dmk_" + "a".repeat(32);
    Files.writeString(server.resolve("server.conf"), "external_url = \"" + address + "\"\n");
    Files.writeString(agent.resolve("agent.conf"), "server = \"" + address + "\"\n");
    for (String[] words :
        List.of(
            new String[] {"agent", "--data", other.toString(), "--server", address},
            new String[] {"agent", "--data", agent.toString()},
            new String[] {"agent", "enrol", code, "--data", other.toString()},
            new String[] {"server", "--data", server.toString()},
            new String[] {"enrol", "--data", other.toString(), "--url", address},
            new String[] {"token", "list", "--data", server.toString()})) {
      Domestik.Finished done = Domestik.run(words);
      assertThat(done.code()).as(String.join(" ", words)).isNotZero();
      assertThat(done.output())
          .as(String.join(" ", words))
          .isNotBlank()
          .doesNotContain(secret)
          .doesNotContain("a".repeat(32));
    }
  }

  private static String body(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // Not yet there.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
