// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.domestik.storage.sql.Log;

/**
 * Looks after all sockets to PostgreSQL of this process: of a server that answers nobody, those
 * that somebody waits for are ended. It asks only where somebody waits. Safe for use by many
 * threads.
 */
final class SocketWatch {
  private static final long LOOK_MILLIS = 500;
  private static final int QUESTIONS = 2;

  /** A client asks for TLS: what every PostgreSQL and pooler answers before it knows who asks. */
  private static final byte[] QUESTION =
      ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).array();

  private static final Set<WatchedSocket> SOCKETS = ConcurrentHashMap.newKeySet();

  static {
    var _ =
        Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("postgres-watch").daemon().factory())
            .scheduleWithFixedDelay(
                SocketWatch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private SocketWatch() {}

  /** Looks after a socket until it is removed. */
  static void add(WatchedSocket socket) {
    SOCKETS.add(socket);
  }

  static void remove(WatchedSocket socket) {
    SOCKETS.remove(socket);
  }

  private static void look() {
    try {
      Map<InetSocketAddress, List<WatchedSocket>> silent =
          SOCKETS.stream()
              .filter(socket -> socket.isConnected() && socket.isSilent())
              .collect(groupingBy(WatchedSocket::server));
      silent.forEach(SocketWatch::ask);
    } catch (RuntimeException e) { // It must go on looking.
      Log.LOGGER.warning(() -> "looking after connections to PostgreSQL: " + e);
    }
  }

  private static void ask(InetSocketAddress server, List<WatchedSocket> waited) {
    Duration patience = waited.getFirst().patience();
    for (int question = 1; question <= QUESTIONS; question++) {
      if (answers(server, patience)) {
        waited.forEach(WatchedSocket::hear);
        return;
      }
    }
    Log.LOGGER.warning(
        () ->
            "PostgreSQL at %s:%d answers nobody: %d connections are given up"
                .formatted(server.getHostString(), server.getPort(), waited.size()));
    for (WatchedSocket socket : waited) {
      try {
        socket.end();
      } catch (IOException e) {
        Log.LOGGER.fine(() -> "closing a connection: " + e);
      }
    }
  }

  private static boolean answers(InetSocketAddress server, Duration patience) {
    int millis = (int) patience.toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(QUESTION);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
