// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines are passed on while their sender goes on, and when the port is closed. */
final class PortTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final OpenPort CONFIG = new OpenPort(new InetSocketAddress(HERE, 0), List.of());
  private static final int MOST = 250;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Far shorter than a port waits for more. */
  private static final long PACE_MILLIS = 20;

  /** Keeps what comes. */
  private static final class Kept implements Lines {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void take(String address, byte[] bytes, int from, int to, boolean canWait) {
      all.add(new String(bytes, from, to - from, UTF_8));
    }

    @Override
    public void refuse(String address) {
      throw new AssertionError(address);
    }

    @Override
    public void turnAway(String address, String why) {
      all.add(address + " is turned away: " + why);
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    /** What is passed on next, within a time. */
    @Nullable String next(long millis) throws InterruptedException {
      return all.poll(millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Sends a line. */
  private interface Sending {
    void send(String line) throws IOException;
  }

  private final Kept kept = new Kept();

  @Test
  void datagramsThatKeepComingArePassedOn() throws Exception {
    try (Streams streams = Streams.listen("graphite", CONFIG, MOST, kept);
        Datagrams datagrams = Datagrams.listen("graphite", CONFIG, streams.port(), kept);
        DatagramSocket socket = new DatagramSocket()) {
      assertThat(datagrams).isNotNull();
      whoNeverPausesIsHeard(line -> send(socket, line, streams.port()));
    }
  }

  @Test
  void linesThatKeepComingArePassedOn() throws Exception {
    try (Streams streams = Streams.listen("graphite", CONFIG, MOST, kept);
        Socket socket = new Socket(HERE, streams.port())) {
      OutputStream out = socket.getOutputStream();
      whoNeverPausesIsHeard(line -> out.write((line + "\n").getBytes(UTF_8)));
    }
  }

  private void whoNeverPausesIsHeard(Sending sending) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String passed = null;
    while (passed == null) {
      assertThat(System.nanoTime()).as("nothing was passed on").isLessThan(deadline);
      sending.send("a.b 1");
      passed = kept.next(PACE_MILLIS);
    }
    assertThat(passed).startsWith("a.b 1\n");
  }

  @Test
  void whatCameByTcpIsPassedOnWhenThePortIsClosed() throws Exception {
    try (Socket socket = new Socket()) {
      try (Streams streams = Streams.listen("graphite", CONFIG, MOST, kept)) {
        socket.connect(new InetSocketAddress(HERE, streams.port()));
        OutputStream out = socket.getOutputStream();
        out.write("a.b 1\n".getBytes(UTF_8));
        assertThat(kept.next(PATIENCE.toMillis())).isEqualTo("a.b 1\n"); // It is read from.
        out.write("a.b 2\nhalf".getBytes(UTF_8));
      }
      assertThat(kept.next(0)).isEqualTo("a.b 2\n");
    }
  }

  @Test
  void whoIsTurnedAwayIsCounted() throws Exception {
    try (Streams streams = Streams.listen("graphite", CONFIG, 1, kept);
        Socket one = new Socket(HERE, streams.port())) {
      one.getOutputStream().write("a.b 1\n".getBytes(UTF_8));
      assertThat(kept.next(PATIENCE.toMillis())).isEqualTo("a.b 1\n"); // It is open.
      try (Socket other = new Socket(HERE, streams.port())) {
        assertThat(other.getInputStream().read()).isEqualTo(-1);
        assertThat(kept.next(PATIENCE.toMillis()))
            .isEqualTo("127.0.0.1 is turned away: 1 connections are open, as many as there may be");
      }
      one.getOutputStream().write("a.b 2\n".getBytes(UTF_8));
      assertThat(kept.next(PATIENCE.toMillis())).isEqualTo("a.b 2\n");
    }
  }

  @Test
  void whatCameByUdpIsPassedOnWhenThePortIsClosed() throws Exception {
    try (DatagramSocket one = new DatagramSocket();
        DatagramSocket other =
            new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0))) {
      try (Streams streams = Streams.listen("graphite", CONFIG, MOST, kept);
          Datagrams datagrams = Datagrams.listen("graphite", CONFIG, streams.port(), kept)) {
        assertThat(datagrams).isNotNull();
        send(one, "a.b 1", streams.port());
        send(other, "a.b 2", streams.port());
        // With the other's line in hand, as that is what the first is passed on for.
        assertThat(kept.next(PATIENCE.toMillis())).isEqualTo("a.b 1\n");
      }
      assertThat(kept.next(0)).isEqualTo("a.b 2\n");
    }
  }

  private static void send(DatagramSocket socket, String line, int port) throws IOException {
    byte[] bytes = line.getBytes(UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, HERE, port));
  }
}
