// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A socket to a PostgreSQL: who waits for it waits as long as that server answers anybody, and no
 * longer. A statement may take hours; a server that froze would take for ever.
 *
 * <p>One thread at a time reads or writes, as the driver does; any may look at it or end it.
 */
final class WatchedSocket extends Socket {
  private static final long NOT = 0;

  /** A way there that forgot this connection, while the server is well, is noticed in a minute. */
  private static final int KEEP_IDLE_SECONDS = 30;

  private static final int KEEP_INTERVAL_SECONDS = 10;
  private static final int KEEP_COUNT = 3;

  private final Duration patience;

  /** Since when somebody waits, as {@link System#nanoTime}. */
  private volatile long since = NOT;

  /** When the server answered somebody else. */
  private volatile long heard = System.nanoTime();

  private volatile @Nullable String fault;

  /**
   * Not connected yet.
   *
   * @param patience how long an answer may take before somebody asks for one; zero: for ever
   */
  WatchedSocket(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void connect(SocketAddress server, int timeout) throws IOException {
    super.connect(server, timeout);
    if (supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
      setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
      setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
    }
    if (patience.isPositive()) {
      SocketWatch.add(this);
    }
  }

  /** Which server is at its other end. */
  InetSocketAddress server() {
    return (InetSocketAddress) getRemoteSocketAddress();
  }

  Duration patience() {
    return patience;
  }

  /** Whether somebody waits, and nobody has heard of the server for longer than the patience. */
  boolean isSilent() {
    long began = since;
    long now = System.nanoTime();
    return began != NOT && now - began > patience.toNanos() && now - heard > patience.toNanos();
  }

  /** Notes that the server answers. */
  void hear() {
    heard = System.nanoTime();
  }

  /** Lets who still waits wait no longer. */
  void end() throws IOException {
    long began = since;
    if (began != NOT && System.nanoTime() - began > patience.toNanos()) {
      long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
      fault =
          "no answer from %s:%d for %d s"
              .formatted(server().getHostString(), server().getPort(), seconds);
      close();
    }
  }

  private void begin() {
    long now = System.nanoTime();
    since = now == NOT ? now + 1 : now;
  }

  private IOException told(IOException e) {
    String words = fault;
    if (words == null || !(e instanceof SocketException)) {
      return e;
    }
    IOException clear = new IOException(words); // After a timeout the driver would read again.
    clear.addSuppressed(e);
    return clear;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Reading(super.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Writing(super.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    SocketWatch.remove(this);
    super.close();
  }

  private final class Reading extends FilterInputStream {
    Reading(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      begin();
      try {
        return super.read();
      } catch (IOException e) {
        throw told(e);
      } finally {
        since = NOT;
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      begin();
      try {
        return super.read(bytes, from, length);
      } catch (IOException e) {
        throw told(e);
      } finally {
        since = NOT;
      }
    }
  }

  private final class Writing extends FilterOutputStream {
    Writing(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      begin();
      try {
        out.write(bytes, from, length); // Filling its room may wait as reading may.
      } catch (IOException e) {
        throw told(e);
      } finally {
        since = NOT;
      }
    }
  }
}
