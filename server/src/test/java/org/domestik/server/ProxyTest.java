// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proxies say: old HTTP, and where the client is. */
class ProxyTest {
  private static final String CONF =
      """
      external_url = "https://monitor.example.com/dom"
      access = "open"
      trusted_proxies = { "127.0.0.1" }
      """;

  @TempDir Path data;

  private static String ask(TestServer server, String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void oldHttpIsAnsweredAndItsConnectionEnds() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      for (String head : new String[] {"", "Host: localhost\nConnection: keep-alive\n"}) {
        assertThat(ask(server, "GET /api/v1/hosts HTTP/1.0\n" + head + "\n"))
            .startsWith("HTTP/1.1 200 ")
            .containsIgnoringCase("connection: close")
            .endsWith("[]");
      }
      String samples = "{\"host\":\"h\",\"samples\":[]}";
      assertThat(
              ask(
                  server,
                  "POST /api/v1/samples HTTP/1.0\nContent-Type: application/json\nContent-Length: "
                      + samples.length()
                      + "\n\n"
                      + samples))
          .startsWith("HTTP/1.1 200 ");
      assertThat(ask(server, "GET /api/v1/hosts HTTP/1.0\nHost: evil.example\n\n"))
          .startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void behindAProxyTheAddressOutsideIsTheServersOwn() throws Exception {
    Files.writeString(data.resolve("server.conf"), CONF);
    try (TestServer server = TestServer.start(data)) {
      String outside = "Host: monitor.example.com\nConnection: close\n";
      String inside = "Host: 127.0.0.1\nConnection: close\n";
      String page = "Origin: https://monitor.example.com\n";
      for (String host : new String[] {outside, inside}) {
        assertThat(ask(server, "GET /dom/api/v1/hosts HTTP/1.1\n" + host + page + "\n"))
            .startsWith("HTTP/1.1 200 ");
        assertThat(ask(server, "GET /api/v1/hosts HTTP/1.1\n" + host + page + "\n"))
            .startsWith("HTTP/1.1 200 ");
        assertThat(
                ask(
                    server,
                    "GET /api/v1/hosts HTTP/1.1\n" + host + "Origin: https://evil.example\n\n"))
            .startsWith("HTTP/1.1 403 ");
      }
      assertThat(ask(server, "GET /dom HTTP/1.1\n" + outside + "\n")).startsWith("HTTP/1.1 200 ");
      assertThat(ask(server, "GET /domain HTTP/1.1\n" + outside + "\n"))
          .startsWith("HTTP/1.1 404 ");
      assertThat(
              ask(server, "GET /api/v1/hosts HTTP/1.1\nHost: evil.example\nConnection: close\n\n"))
          .startsWith("HTTP/1.1 403 ");
    }
  }
}
