// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.domestik.agent.config.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  /** By connection: what is answered to each of its requests; then it is closed. */
  private final Queue<List<String>> connections = new ConcurrentLinkedQueue<>();

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private ServerSocket server;
  private HttpConnection connection;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
    connection = new HttpConnection(access("/"));
  }

  @AfterEach
  void stop() throws IOException {
    connection.close();
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        List<String> answers = connections.poll();
        Queue<String> left = new ArrayDeque<>(answers == null ? List.of() : answers);
        for (String answer = left.poll(); answer != null; answer = left.poll()) {
          requests.add(request(socket.getInputStream()));
          socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        }
      } catch (IOException e) {
        // The client closed its end: the next one comes.
      }
    }
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int one = in.read();
      if (one < 0) {
        throw new IOException("closed");
      }
      text.append((char) one);
    }
    String head = text.toString();
    String length = head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
    int bytes = length.equals(head) ? 0 : Integer.parseInt(length);
    return head + new String(in.readNBytes(bytes), UTF_8);
  }

  private ServerAccess access(String path) {
    URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    return new ServerAccess(address, null, null, null);
  }

  private HttpAnswer post(String document) throws IOException {
    return connection.post("/api/v1/samples", document.getBytes(UTF_8));
  }

  private static HttpAnswer read(String answer) throws IOException {
    return HttpAnswer.read(new ByteArrayInputStream(answer.getBytes(ISO_8859_1)), 4_000);
  }

  @Test
  void requestsShareAConnection() throws IOException {
    connections.add(List.of(OK, OK));
    assertThat(post("[1]")).isEqualTo(new HttpAnswer(200, "{}", false, null, null));
    assertThat(post("\"é\"").status()).isEqualTo(200);
    assertThat(requests.getFirst())
        .startsWith("POST /api/v1/samples HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort())
        .contains("\r\nContent-Type: application/json\r\nContent-Length: 3\r\n")
        .endsWith("\r\n\r\n[1]");
    assertThat(requests.getLast()).endsWith("\"é\"");
  }

  @Test
  void requestsSayWhoAsksAndGoBelowTheServersOwnPath() throws IOException {
    connections.add(
        List.of(
            "HTTP/1.1 200 OK\r\nETag: \"A1\"\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 304 Not Modified\r\n\r\n"));
    UUID agent = new UUID(1, 2);
    URI address = access("/domestik/").address();
    ServerAccess access = new ServerAccess(address, null, new Token("dmk_secret"), agent);
    assertThat(access.toString()).doesNotContain("secret");
    assertThat(access.at("/api")).isEqualTo(address + "api");
    try (HttpConnection known = new HttpConnection(access)) {
      HttpAnswer answer = known.get("/api?x=1", null, 100);
      assertThat(answer).isEqualTo(new HttpAnswer(200, "{}", false, "\"A1\"", null));
      assertThat(known.get("/api?x=1", answer.tag(), 100).status()).isEqualTo(304);
    }
    assertThat(requests.getFirst())
        .startsWith("GET /domestik/api?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort())
        .contains("\r\nAuthorization: Bearer dmk_secret\r\nDomestik-Agent: " + agent + "\r\n")
        .endsWith("\r\n\r\n");
    assertThat(requests.getLast()).contains("\r\nIf-None-Match: \"A1\"\r\n");
  }

  @Test
  void reasonIsTheServersErrorInOneLine() throws IOException {
    assertThat(read("HTTP/1.0 401 No\r\n\r\n{\"error\":\"revoked\\nask\"}").reason())
        .isEqualTo("revoked ask");
    assertThat(read("HTTP/1.0 502 No\r\n\r\n<html>\r\n" + "x".repeat(1000)).reason())
        .startsWith("<html> xx")
        .hasSize(501);
  }

  @Test
  void keptConnectionThatWasClosedMeanwhileIsMadeAgain() throws IOException {
    connections.add(List.of(OK));
    connections.add(List.of(OK));
    assertThat(post("1").status()).isEqualTo(200);
    assertThat(post("2").status()).isEqualTo(200);
    assertThat(requests).hasSize(2);
  }

  @Test
  void newConnectionThatIsClosedWithoutAnAnswerIsAFailure() {
    connections.add(List.of(""));
    assertThatThrownBy(() -> post("1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without an answer");
  }

  @Test
  void slowServerIsNotAskedTheSameAgain() throws IOException {
    connections.add(List.of(OK, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", OK));
    try (HttpConnection hasty = new HttpConnection(access("/"), Duration.ofMillis(200))) {
      hasty.post("/", new byte[1]);
      assertThatThrownBy(() -> hasty.post("/", new byte[2]))
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(requests).hasSize(2);
  }

  @Test
  void answerThatSaysItIsTheLastEndsTheConnection() throws IOException {
    connections.add(
        List.of("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 3\r\n\r\nnow", OK));
    connections.add(List.of(OK));
    assertThat(post("1")).isEqualTo(new HttpAnswer(503, "now", true, null, null));
    assertThat(post("2").status()).isEqualTo(200);
  }

  @Test
  void bodiesInPartsAndUpToTheEndAreRead() throws IOException {
    assertThat(
            read(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"))
        .isEqualTo(new HttpAnswer(200, "abc0123456789", false, null, null));
    assertThat(read("HTTP/1.0 400 Bad\r\n\r\nwhy"))
        .isEqualTo(new HttpAnswer(400, "why", true, null, null));
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204\r\n\r\n"))
        .isEqualTo(new HttpAnswer(204, "", false, null, null));
  }

  @Test
  void whatIsNoWholeAnswerIsAFailure() {
    for (String answer :
        List.of(
            "",
            "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(300) + "\r\n",
            "HTTP/1.1 200 OK\r\nA: " + "b".repeat(10_000) + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(2 << 20))) {
      assertThatThrownBy(() -> read(answer))
          .as(answer.substring(0, Math.min(answer.length(), 60)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void ofALongBodyTheStartIsKept() throws IOException {
    String body = "x".repeat(100_000);
    HttpAnswer answer = read("HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n" + body);
    assertThat(answer.text()).hasSize(4_000);
  }
}
