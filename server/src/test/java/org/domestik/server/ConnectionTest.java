// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  @TempDir Path data;

  /** Sends bytes as they are and reads until the server closes the connection. */
  private static String exchange(TestServer server, String request) throws IOException {
    int port = URI.create(server.running.url()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String post(int host) {
    String body = TestServer.sample("h" + host, 1, "2026-11-22T11:59:00Z", "{\"a\":{\"x\":1}}");
    return "POST /api/v1/samples HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void connectionIsClosedWhenTheClientAsksForIt() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      assertThat(exchange(server, post(1))).startsWith("HTTP/1.1 200").endsWith("{\"accepted\":1}");
      assertThat(exchange(server, "GET / HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void whatIsNoHttpIsAnsweredInJson() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      assertThat(exchange(server, "nonsense\r\n\r\n"))
          .startsWith("HTTP/1.1 400")
          .contains("{\"error\":");
    }
  }

  @Test
  void manyAgentsAtOnceAreAllServed() throws Exception {
    try (TestServer server = TestServer.start(data);
        ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> all = new ArrayList<>();
      for (int host = 0; host < 300; host++) {
        String request = post(host);
        all.add(() -> exchange(server, request));
      }
      for (Future<String> answer : agents.invokeAll(all)) {
        assertThat(answer.get()).endsWith("{\"accepted\":1}");
      }
    }
  }
}
