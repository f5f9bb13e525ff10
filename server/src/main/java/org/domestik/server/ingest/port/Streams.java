// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.server.connection.RareLog;

/** Lines by TCP: those that come within a moment are stored together, before more is read. */
final class Streams implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Streams.class.getName());
  private static final int FIRST_BYTES = 8 << 10;
  private static final int MOST_BYTES = 256 << 10;

  /** A part of the heap that all connections may gather lines in, beyond their first bytes. */
  private static final int ROOM_PART = 32;

  /** What has come is kept from the store for this long, and twice at most. */
  private static final int PATIENCE_MILLIS = 200;

  private static final long PATIENCE_NANOS = Duration.ofMillis(PATIENCE_MILLIS).toNanos();
  private static final int MOST_IDLE = 10 * 60 * 1000 / PATIENCE_MILLIS;

  private final RareLog rarely = new RareLog(LOG);
  private final ServerSocket server;
  private final String protocol;
  private final OpenPort config;
  private final int most;
  private final Lines lines;
  private final AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / ROOM_PART);

  /** Each with the thread that reads it. */
  private final Map<Socket, Thread> open = new ConcurrentHashMap<>();

  private volatile boolean isClosing;

  private Streams(ServerSocket server, String protocol, OpenPort config, int most, Lines lines) {
    this.server = server;
    this.protocol = protocol;
    this.config = config;
    this.most = most;
    this.lines = lines;
  }

  /** Listens; {@code most}: connections that may be open. */
  static Streams listen(String protocol, OpenPort config, int most, Lines lines)
      throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(config.address());
    Streams streams = new Streams(server, protocol, config, most, lines);
    Thread.ofPlatform().name(protocol).daemon().start(streams::accept);
    return streams;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        String address = socket.getInetAddress().getHostAddress();
        if (!config.admits(socket.getInetAddress())) {
          lines.refuse(address);
          socket.close();
        } else if (open.size() >= most) {
          lines.turnAway(address, most + " connections are open, as many as there may be");
          socket.close();
        } else {
          Thread thread = Thread.ofVirtual().name(protocol).unstarted(() -> serve(socket));
          open.put(socket, thread);
          thread.start();
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          Pause.after(e, rarely, protocol + ": a connection is not taken");
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      read(socket.getInputStream(), socket.getInetAddress().getHostAddress());
    } catch (IOException e) {
      LOG.log(Level.FINE, protocol + ": a connection ended", e);
    } finally {
      open.remove(socket);
    }
  }

  private void read(InputStream in, String address) throws IOException {
    byte[] bytes = new byte[FIRST_BYTES];
    int end = 0;
    long first = 0;
    try {
      for (int idle = 0; idle < MOST_IDLE && (!isClosing() || in.available() > 0); ) {
        // By the first that waits: of who sends without a pause nothing would ever be stored else.
        if (end > 0 && System.nanoTime() - first >= PATIENCE_NANOS) {
          end = store(address, bytes, end);
          first = System.nanoTime();
        }
        int count;
        try {
          count = in.read(bytes, end, bytes.length - end);
        } catch (SocketTimeoutException e) {
          idle++;
          if (end == 0 && bytes.length > FIRST_BYTES) {
            release(bytes);
            bytes = new byte[FIRST_BYTES];
          }
          continue;
        }
        if (count < 0) {
          lines.take(address, bytes, 0, end, true); // The last line may lack its end.
          end = 0;
          return;
        }
        idle = 0;
        if (end == 0) {
          first = System.nanoTime();
        }
        end += count;
        if (end == bytes.length && end < MOST_BYTES && claims(end)) {
          bytes = Arrays.copyOf(bytes, 2 * end);
        } else if (end == bytes.length) {
          end = store(address, bytes, end);
          if (end == bytes.length) {
            throw new IOException("a line of " + address + " has more than " + end + " bytes");
          }
        }
      }
    } finally {
      release(bytes);
      store(address, bytes, end); // Its sender, or this server, may have ended in between.
    }
  }

  /** Takes some of the room for all; false where it has no more. */
  private boolean claims(int more) {
    if (room.addAndGet(-more) >= 0) {
      return true;
    }
    room.addAndGet(more);
    return false;
  }

  private void release(byte[] bytes) {
    room.addAndGet(bytes.length - FIRST_BYTES);
  }

  private boolean isClosing() {
    return isClosing || lines.isClosed();
  }

  /** Stores whole lines, and answers how many bytes are left of the last. */
  private int store(String address, byte[] bytes, int end) {
    int whole = end;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    if (whole > 0) {
      lines.take(address, bytes, 0, whole, true);
      System.arraycopy(bytes, whole, bytes, 0, end - whole);
    }
    return end - whole;
  }

  /** What has come is passed on before this ends. */
  @Override
  public void close() throws IOException {
    isClosing = true;
    server.close();
    Pause.untilEnded(open.values());
    for (Socket socket : open.keySet()) {
      socket.close();
    }
  }
}
