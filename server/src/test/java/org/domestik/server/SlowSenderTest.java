// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.domestik.server.connection.ConnectionLimits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is slow, or only there, keeps nobody else from being served. */
@Tag("slow")
class SlowSenderTest {
  private static final int BODY = 16 << 20;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration SLOW = Duration.ofMillis(500);

  @TempDir Path data;

  private static ConnectionLimits limits(
      int most, Duration idle, Duration patience, int rate, long room) {
    return new ConnectionLimits(most, most, idle, patience, SLOW, rate, room, BODY);
  }

  private TestServer server(ConnectionLimits limits) {
    return TestServer.start(data, limits);
  }

  private static Socket connect(TestServer server) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort());
    socket.setSoTimeout(120_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private static String head(long length) {
    return "POST /write HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static void assertIsServed(TestServer server) {
    HttpResponse<String> answer = server.write("a,host=h x=1\n");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(server.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void whoAnnouncesMuchAndSendsLittleHoldsNothingOfOthers() throws Exception {
    try (TestServer server = server(limits(100, LONG, LONG, 1, 1 << 20));
        Socket slow = connect(server)) {
      send(slow, head(BODY) + "a");
      for (int i = 0; i < 5; i++) {
        assertIsServed(server);
        send(slow, "a");
      }
    }
  }

  @Test
  void moreHalfSentBodiesThanThereIsRoomForEndOneAnother() throws Exception {
    List<Socket> all = new ArrayList<>();
    String quarter = "a".repeat(256 * 1024);
    try (TestServer server = server(limits(500, LONG, LONG, 1, 1 << 20))) {
      for (int i = 0; i < 100; i++) {
        Socket half = connect(server);
        all.add(half);
        send(half, head(BODY) + quarter);
      }
      assertIsServed(server);
    } finally {
      for (Socket each : all) {
        each.close();
      }
    }
  }

  @Test
  void chunkLargerThanABodyMayBeIsNotWaitedFor() throws Exception {
    ConnectionLimits limits =
        new ConnectionLimits(20, 20, LONG, LONG, SLOW, 1, 1 << 20, 256 * 1024);
    try (TestServer server = server(limits);
        Socket socket = connect(server)) {
      send(
          socket,
          "POST /write HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n");
      send(socket, "a".repeat(320 * 1024)); // With the head, just beyond it.
      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 413");
      assertIsServed(server);
    }
  }

  @Test
  void manyBodiesAtOnceAllBecomeWhole() throws Exception {
    String lines = "# a comment\n".repeat(43_000) + "a,host=h x=1\n";
    List<Socket> all = new ArrayList<>();
    // None is slow: how fast they are is up to this machine.
    ConnectionLimits limits = new ConnectionLimits(500, 500, LONG, LONG, LONG, 500, 1 << 20, BODY);
    try (TestServer server = server(limits)) {
      // All begin before any goes on: together they are far more than the room.
      for (int i = 0; i < 30; i++) {
        Socket socket = connect(server);
        all.add(socket);
        send(socket, head(lines.length()) + lines.substring(0, 60_000));
      }
      List<Thread> senders = new ArrayList<>();
      for (Socket socket : all) {
        senders.add(
            Thread.startVirtualThread(
                () -> {
                  try {
                    send(socket, lines.substring(60_000));
                    socket.shutdownOutput();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }));
      }
      for (Socket socket : all) {
        assertThat(rest(socket)).startsWith("HTTP/1.1 204");
      }
      for (Thread sender : senders) {
        sender.join();
      }
    } finally {
      for (Socket each : all) {
        each.close();
      }
    }
  }

  @Test
  void idleConnectionsMakeRoomForWhoComes() throws Exception {
    List<Socket> all = new ArrayList<>();
    try (TestServer server = server(limits(20, LONG, LONG, 500, 1 << 20))) {
      for (int i = 0; i < 200; i++) {
        all.add(connect(server));
      }
      assertIsServed(server);
    } finally {
      for (Socket each : all) {
        each.close();
      }
    }
  }

  @Test
  void halfSentHeadsAndBodiesMakeRoomForWhoComes() throws Exception {
    List<Socket> all = new ArrayList<>();
    try (TestServer server = server(limits(20, LONG, LONG, 1, 1 << 20))) {
      for (int i = 0; i < 200; i++) {
        Socket socket = connect(server);
        all.add(socket);
        send(socket, i % 2 == 0 ? head(1000) + "a" : "POST /write HTTP/1.1\r\nHos");
      }
      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (!isServed(server)) {
        // Until those that came last count as slow.
        assertThat(System.nanoTime()).isLessThan(deadline);
        LockSupport.parkNanos(50_000_000);
      }
    } finally {
      for (Socket each : all) {
        each.close();
      }
    }
  }

  private static boolean isServed(TestServer server) throws IOException {
    try (Socket socket = connect(server)) {
      send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      return rest(socket).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void pauseInTheMidstOfARequestEndsIt() throws Exception {
    try (TestServer server = server(limits(20, LONG, SHORT, 500, 1 << 20))) {
      for (String begun : List.of(head(1000) + "a", "POST /write HTTP/1.1\r\nHos")) {
        try (Socket socket = connect(server)) {
          send(socket, begun);
          assertThat(rest(socket))
              .startsWith("HTTP/1.1 408")
              .contains("less than 500 bytes a second");
        }
      }
      assertIsServed(server);
    }
  }

  @Test
  void bytesBelowTheLeastRateEndARequestAndFasterOnesDoNot() throws Exception {
    Duration patience = Duration.ofSeconds(2);
    try (TestServer server = server(limits(20, LONG, patience, 50, 1 << 20))) {
      assertThat(sentInPieces(server, 1)).startsWith("HTTP/1.1 408");
      // Twice the patience in all, at some 1,000 bytes a second.
      assertThat(sentInPieces(server, 100)).startsWith("HTTP/1.1 204");
    }
  }

  @Test
  void whoIsEndedWhileItsBytesComeIsAlwaysTold() throws Exception {
    int connections = 150;
    try (TestServer server = server(limits(1_000, LONG, SHORT, 5_000, 1 << 20))) {
      List<Callable<String>> senders = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        senders.add(() -> answerToDrops(server));
      }
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<String> answer : threads.invokeAll(senders)) {
          assertThat(answer.get()).startsWith("HTTP/1.1 408");
        }
      }
    }
  }

  /** Sends a byte a millisecond and less, so that whoever ends it mostly meets one. */
  private static String answerToDrops(TestServer server) throws IOException {
    try (Socket socket = connect(server)) {
      send(socket, head(BODY));
      try {
        while (socket.getInputStream().available() == 0) {
          LockSupport.parkNanos(1_000_000);
          send(socket, "a");
        }
      } catch (SocketException e) {
        // It was ended; what it was told before is still to be read.
      }
      return new String(socket.getInputStream().readNBytes(12), UTF_8);
    }
  }

  /** Sends a piece every 100 ms until it is answered. */
  private static String sentInPieces(TestServer server, int piece) throws Exception {
    String body = "a,host=h x=1\n" + "#".repeat(40 * 100 - 13);
    try (Socket socket = connect(server)) {
      send(socket, head(body.length()));
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int from = 0; from < body.length(); from += piece) {
                    LockSupport.parkNanos(100_000_000);
                    send(socket, body.substring(from, Math.min(body.length(), from + piece)));
                  }
                } catch (IOException e) {
                  return; // It was ended.
                }
              });
      byte[] answer = socket.getInputStream().readNBytes(12);
      sender.interrupt(); // Which closes the connection where it still sends.
      sender.join();
      return new String(answer, UTF_8);
    }
  }

  @Test
  void idleConnectionIsClosedWithoutAWord() throws Exception {
    try (TestServer server = server(limits(20, SHORT, LONG, 500, 1 << 20));
        Socket idle = connect(server);
        Socket kept = connect(server)) {
      send(kept, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(rest(idle)).isEmpty();
      assertThat(rest(kept)).startsWith("HTTP/1.1 200").endsWith("}");
    }
  }

  @Test
  void answerThatNobodyTakesEnds() throws Exception {
    try (TestServer server = server(limits(20, LONG, SHORT, 100_000_000, 1 << 20));
        Socket deaf = connect(server)) {
      deaf.setReceiveBufferSize(4096);
      Thread asking =
          Thread.startVirtualThread(
              () -> {
                try {
                  while (true) {
                    send(deaf, "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n");
                  }
                } catch (IOException e) {
                  return; // The server has closed it.
                }
              });
      asking.join(Duration.ofMinutes(2));
      assertThat(asking.isAlive()).isFalse();
      assertIsServed(server);
    }
  }

  @Test
  void answersThatNobodyTakesHoldSoMuchOfTheMemoryAndNoMore() throws Exception {
    try (TestServer server = server(limits(20, LONG, LONG, 500, 1 << 14))) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 1_000; i++) {
        lines.append("a,host=h").append(i).append(" x=1\n");
      }
      assertThat(server.write(lines.toString()).statusCode()).isEqualTo(204);
      assertThat(server.get("/api/v1/hosts").statusCode()).isEqualTo(200);
      Thread asking;
      try (Socket deaf = connect(server)) {
        deaf.setReceiveBufferSize(4096);
        asking =
            Thread.startVirtualThread(
                () -> {
                  try {
                    while (true) {
                      send(deaf, "GET /api/v1/hosts HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    }
                  } catch (IOException e) {
                    return; // It is closed, here or there.
                  }
                });
        assertThat(error(awaitHosts(server, 503))).contains("readers that are slow");
        assertIsServed(server);
      }
      asking.join();
      awaitHosts(server, 200);
    }
  }

  private static HttpResponse<String> awaitHosts(TestServer server, int status) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos(); // Megabytes fit into sockets.
    while (true) {
      HttpResponse<String> last = server.get("/api/v1/hosts");
      if (last.statusCode() == status) {
        return last;
      }
      assertThat(System.nanoTime()).as("the last was " + last.statusCode()).isLessThan(end);
    }
  }

  @Test
  void oneAddressLeavesPlaceForOthers() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(40, 30, LONG, LONG, SLOW, 500, 1 << 20, BODY);
    List<Socket> all = new ArrayList<>();
    try (TestServer server = server(limits)) {
      for (int i = 0; i < 60; i++) {
        all.add(connect(server));
      }
      assertIsServed(server);
      assertThat(server.get("/metrics").body()).contains("domestik_http_connections 30\n");
    } finally {
      for (Socket each : all) {
        each.close();
      }
    }
  }
}
