// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HEAD is answered as GET but for the body: on one connection the next answer follows the head. */
class HeadTest {
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir Path data;

  private static String ask(Socket socket, InputStream in, String method, String path)
      throws IOException {
    socket
        .getOutputStream()
        .write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as(head + " is the end").isNotNegative();
      head.append((char) next);
    }
    return head.toString().replaceAll("(?i)date: [^\r]*\r\n", "");
  }

  private static void skipBody(InputStream in, String head) throws IOException {
    String length = head.replaceAll("(?is).*content-length: (\\d+).*", "$1");
    assertThat(in.readNBytes(Integer.parseInt(length))).isNotEmpty();
  }

  @Test
  void theNextAnswerBeginsBehindTheHead() throws Exception {
    try (TestServer server = TestServer.start(data);
        Socket socket =
            new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String path :
          new String[] {"/", "/api/v1/hosts", "/api/v1/none", "/none", "/api/v1/series"}) {
        String head = ask(socket, in, "HEAD", path);
        assertThat(head).startsWith("HTTP/1.1 ");
        String whole = ask(socket, in, "GET", path);
        assertThat(head).as(path).isEqualTo(whole);
        skipBody(in, whole);
      }
      for (String path : new String[] {"/health", "/metrics", "/api/v1/events"}) {
        assertThat(ask(socket, in, "HEAD", path)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(ask(socket, in, "HEAD", "/")).startsWith("HTTP/1.1 200 ");
      assertThat(server.get("/metrics").body()).contains("\ndomestik_event_subscribers 0\n");
    }
  }
}
