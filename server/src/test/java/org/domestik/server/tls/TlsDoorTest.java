// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsDoorTest {
  private static final int MOST = 256;

  @TempDir Path data;

  private TlsDoor door() throws IOException {
    Files.createDirectories(data.resolve("tls"));
    TlsFolder folder = new TlsFolder(data);
    folder.make(List.of("localhost"));
    return new TlsDoor(folder, InstantSource.system());
  }

  private static Socket connected(ServerSocket listener) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    listener.accept().close();
    return socket;
  }

  /** Begins a handshake on a thread of its own; true if it may. */
  private static boolean enters(TlsDoor door, Socket socket) throws InterruptedException {
    List<Throwable> refused = new CopyOnWriteArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    door.enter(socket);
                  } catch (IOException e) {
                    refused.add(e);
                  }
                });
    thread.join();
    return refused.isEmpty();
  }

  @Test
  void handshakesThatFailedOnOneThreadLeaveRoomForOthers() throws Exception {
    TlsDoor door = door();
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 2 * MOST; i++) {
        try (Socket socket = connected(listener)) {
          door.enter(socket);
        }
      }
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < MOST; i++) {
        open.add(connected(listener));
        assertThat(enters(door, open.getLast())).as("handshake " + i).isTrue();
      }
      open.add(connected(listener));
      assertThat(enters(door, open.getLast())).as("one too many").isFalse();
      open.getFirst().close();
      assertThat(enters(door, open.getLast())).as("after one ended").isTrue();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static Instant from(TlsFolder folder) {
    return folder.read().own().getNotBefore().toInstant();
  }

  @Test
  void aCertificateThatIsNotValidDoesNotTakeThePlaceOfOneThatIs() throws IOException {
    TlsFolder folder = new TlsFolder(data);
    folder.make(List.of("localhost"));
    Instant from = from(folder);
    AtomicReference<Instant> now = new AtomicReference<>(from);
    TlsDoor door = new TlsDoor(folder, now::get);
    SSLContext before = door.current();
    while (from(folder).equals(from)) { // It counts seconds.
      folder.make(List.of("localhost", "other"));
    }
    assertThat(door.reload()).isFalse();
    assertThat(door.current()).isSameAs(before);
    assertThat(door.problem()).contains("not used").contains("valid from");
    now.set(Instant.now());
    assertThat(door.reload()).isTrue();
    assertThat(door.current()).isNotSameAs(before);
    assertThat(door.problem()).isNull();
  }
}
