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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it hears what the whole process logs")
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
  void brokenBodiesAreAnsweredInWordsAndLeaveNoStackTrace() throws Exception {
    Map<String, String> broken =
        Map.of(
            "Transfer-Encoding: chunked\r\n\r\nxyz\r\na\r\n0\r\n\r\n", "chunks are broken",
            "Transfer-Encoding: chunked\r\n\r\n-5\r\na\r\n0\r\n\r\n", "chunks are broken",
            "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\na\r\n", "chunks are broken",
            "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx\r\n\r\n", "terminating chunk",
            "Content-Length: 100\r\n\r\na,host=h x=1", "before its announced end",
            "Content-Length: -1\r\n\r\na,host=h x=1", "ength");
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler heard = Heard.into(logged);
    Logger.getLogger("").addHandler(heard);
    try (TestServer server = TestServer.start(data)) {
      for (Map.Entry<String, String> each : broken.entrySet()) {
        for (String path : List.of("/write", "/api/v1/samples", "/api/v1/sql")) {
          String answer =
              halfClosed(
                  server,
                  "POST "
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                      + (path.equals("/write") ? "text/plain" : "application/json")
                      + "\r\n"
                      + each.getKey());
          assertThat(answer)
              .as(path + " " + each.getKey())
              .startsWith("HTTP/1.1 400")
              .contains("{\"error\":")
              .contains(each.getValue());
        }
      }
    } finally {
      Logger.getLogger("").removeHandler(heard);
    }
    assertThat(logged).allMatch(record -> record.getThrown() == null);
    assertThat(logged)
        .anyMatch(
            record ->
                record.getMessage().startsWith("refused with 400 what 127.0.0.1 sent to \"/"));
    assertThat(logged.size()).isLessThan(5);
  }

  /** Keeps log records. */
  private static final class Heard extends Handler {
    private final List<LogRecord> records;

    private Heard(List<LogRecord> records) {
      this.records = records;
    }

    static Handler into(List<LogRecord> records) {
      return new Heard(records);
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static String halfClosed(TestServer server, String request) throws IOException {
    int port = URI.create(server.running.url()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void bodyThatNobodyWantedIsReadBeforeTheConnectionGoesOn() throws Exception {
    String body = "x".repeat(200_000);
    String wrong =
        "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (TestServer server = TestServer.start(data)) {
      assertThat(exchange(server, wrong + post(1)))
          .startsWith("HTTP/1.1 404")
          .endsWith("{\"accepted\":1}");
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
