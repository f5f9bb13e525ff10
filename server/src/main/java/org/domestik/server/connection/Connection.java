// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.domestik.model.Json;
import org.jspecify.annotations.Nullable;

/**
 * One connection, and how long it has kept the server waiting.
 *
 * <p>Only time in which the server waits for the other side counts, and only within a request:
 * there is {@link ConnectionLimits#patience} for it, which what arrives renews. So a pause ends a
 * request, and so does a rate below the least; a slow line that is faster may take its time.
 */
public final class Connection implements ServerConnection {
  private static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

  private static final long FAST_BYTES_A_SECOND = 1 << 20;

  /** How long the line may take over a last word. */
  private static final long LEAVING_NANOS = Duration.ofSeconds(2).toNanos();

  /** More than the head of a request takes, and what stands between the chunks of a body. */
  private static final int HEAD = 64 * 1024;

  private enum Doing {
    WORKING,
    READING,
    WRITING
  }

  private final Connections all;
  private final ConnectionLimits limits;
  private final HelidonSocket socket;
  private final String address;
  private final Closeable line;
  private @Nullable ServerConnection http;

  // What follows is guarded by this.
  private Doing doing = Doing.WORKING;
  private boolean idle = true;
  private boolean whole;
  private boolean discarding;
  private boolean ended;
  private boolean closing;

  /** What who waits for an answer is told at the end; null: nothing, or it was told. */
  private @Nullable Runnable farewell;

  /** Held while that is said. */
  private final Object leaving = new Object();

  /** When the present wait began, how long it may last, and how long the last one took. */
  private long since = System.nanoTime();

  private long allowed;
  private long took;

  /** Bytes of its answer that wait to be sent; of its thread alone. */
  private long answer;

  private long patience;
  private long waited;
  private long received;

  /**
   * Begins.
   *
   * @param line what ends it below TLS, which would wait to take its leave
   */
  Connection(Connections all, ConnectionContext context, Closeable line) {
    this.all = all;
    this.line = line;
    this.limits = all.limits();
    this.socket = context.serverSocket();
    this.address = context.remotePeer().host();
    this.patience = limits.patience().toNanos();
  }

  void speak(ServerConnection protocol) {
    http = protocol;
  }

  /** The connection whose thread this is. */
  public static Connection current() {
    return CURRENT.get();
  }

  /** Where the other side is: an IP address. */
  public String address() {
    return address;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    ServerConnection protocol = http;
    if (protocol == null) {
      return;
    }
    try {
      if (all.enter(this)) {
        ScopedValue.where(CURRENT, this)
            .call(
                () -> {
                  protocol.handle(limit);
                  return true;
                });
      } else {
        all.note(address, "too many connections");
        say(503, "there are too many connections; try again");
      }
    } finally {
      all.left(this);
    }
  }

  /** What the socket gives next; null at its end. */
  byte @Nullable [] receive() {
    begin(Doing.READING, 0);
    byte[] bytes;
    try {
      bytes = socket.get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("the connection is gone", e);
    } finally {
      proceed();
    }
    if (bytes != null) {
      try {
        return arrived(bytes.length) ? OldHttp.read(bytes) : bytes;
      } catch (RequestException e) {
        finish(); // Nothing more of it is wanted.
        throw e;
      }
    }
    return null;
  }

  /** Counts what came; answers whether a request begins with it. */
  private boolean arrived(int bytes) {
    boolean isFirst;
    boolean tooLate;
    boolean tooLong;
    boolean kept;
    if (isClosing()) {
      leave();
    }
    synchronized (this) {
      long most = limits.patience().toNanos();
      isFirst = idle;
      if (idle) {
        idle = false;
        waited = 0;
        received = 0;
        patience = most;
      } else {
        waited += took;
        patience = Math.min(most, patience - took + limits.nanos(bytes));
      }
      whole = false;
      received += bytes;
      tooLate = patience < 0;
      kept = !discarding;
      tooLong = kept && received > limits.reserve() + HEAD;
    }
    if (tooLate) {
      all.note(address, tooSlow());
      throw refusal(Status.REQUEST_TIMEOUT_408, tooSlow());
    }
    if (tooLong) {
      // A chunk is held as a whole before anybody counts the bytes of the body.
      throw refusal(
          Status.REQUEST_ENTITY_TOO_LARGE_413,
          "the request is longer than " + limits.reserve() + " bytes; send several");
    }
    if (kept) {
      all.room().claim(this, bytes);
    }
    return isFirst;
  }

  private String tooSlow() {
    return "the request arrives too slowly, at less than "
        + limits.rate()
        + " bytes a second; send smaller ones, or compress them with gzip";
  }

  static RequestException refusal(Status status, String words) {
    return RequestException.builder()
        .type(DirectHandler.EventType.OTHER)
        .status(status)
        .setKeepAlive(false)
        .message(words)
        .build();
  }

  /** Sends what an answer has. */
  void send(int bytes, Runnable write) {
    begin(Doing.WRITING, bytes);
    try {
      write.run();
    } finally {
      proceed();
    }
  }

  private void begin(Doing what, int bytes) {
    synchronized (this) {
      if (!closing && !(ended && what == Doing.READING)) {
        start(what, bytes);
        return;
      }
    }
    leave();
  }

  private void start(Doing what, int bytes) {
    doing = what;
    since = System.nanoTime();
    if (what == Doing.WRITING) {
      farewell = null; // It has an answer after all.
      whole = true; // Who answers waits for no more of it; if more comes all the same, it is not.
      allowed = limits.patience().toNanos() + limits.nanos(bytes);
    } else {
      allowed = idle ? limits.idle().toNanos() : patience;
    }
  }

  private synchronized void proceed() {
    doing = Doing.WORKING;
    took = System.nanoTime() - since;
  }

  /** The request's body is here: nothing of it will have to wait for the other side. */
  public synchronized void whole() {
    whole = true;
  }

  /** What still comes of the request is thrown away. */
  public synchronized void discard() {
    discarding = true;
  }

  /**
   * Counts an answer that is held while it is sent, until that is done; false where too much is
   * held for others already.
   */
  public boolean holds(int bytes) {
    boolean fits = all.answers().claim(bytes);
    answer += fits ? bytes : 0;
    return fits;
  }

  /** The request is answered; from now on the connection waits for the next. */
  public void answered() {
    all.room().release(this);
    all.answers().release(answer);
    answer = 0;
    synchronized (this) {
      idle = true;
      whole = false;
      discarding = false;
    }
  }

  /** Whether its request is still on its way. */
  synchronized boolean isArriving() {
    return !idle && !whole && !ended;
  }

  /** Whether its request takes longer than one that is sent at an ordinary rate. */
  synchronized boolean isSlow(long now) {
    return waited(now) > limits.slow().toNanos() + received * 1_000_000_000L / FAST_BYTES_A_SECOND;
  }

  private long waited(long now) {
    return waited + (doing == Doing.READING && !idle ? now - since : 0);
  }

  synchronized boolean isEnded() {
    return ended;
  }

  /** How much sooner than others it may be ended for another's sake; 0: not at all. */
  synchronized long dispensable(long now) {
    if (ended || doing != Doing.READING) {
      return 0;
    }
    return idle ? Duration.ofDays(1).toNanos() + now - since : isSlow(now) ? waited(now) : 0;
  }

  /** Ends it if it has kept the server waiting for too long. */
  void look(long now) {
    boolean late;
    boolean again;
    boolean silently;
    synchronized (this) {
      again = closing && now - since > LEAVING_NANOS;
      late = !closing && doing != Doing.WORKING && now - since > allowed;
      silently = idle;
    }
    if (again) {
      close();
    } else if (late) {
      end(408, silently ? "" : tooSlow());
    }
  }

  /**
   * Ends it, with an answer if it is in the midst of sending a request; one whose request is being
   * worked on ends after its answer. False if it was ended before.
   */
  boolean end(int status, String words) {
    boolean answer;
    boolean now;
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
      now = doing != Doing.WORKING;
      closing = now;
      since = now ? System.nanoTime() : since;
      answer = !idle && (now ? doing == Doing.READING : !whole);
      // Where bytes of it came just now and were not the last, its own thread tells it.
      farewell = answer ? () -> say(status, words) : null;
    }
    all.ended(this);
    if (answer) {
      all.note(address, words);
    }
    if (now) {
      // Not here: a line that takes nothing would hold up whoever looks after the others.
      Thread.startVirtualThread(
          () -> {
            tell();
            close();
          });
    }
    return true;
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  /** The end of its own thread, which closes the line: not before what is to be said is said. */
  private void leave() {
    tell();
    throw new CloseConnectionException("ended");
  }

  /** Says it, or waits until it is said. */
  private void tell() {
    synchronized (leaving) {
      Runnable last;
      synchronized (this) {
        last = farewell;
        farewell = null;
      }
      if (last != null) {
        last.run();
      }
    }
  }

  /** Ends it if nothing is being done for it. */
  void endUnlessWorkedOn(String words) {
    boolean waiting;
    synchronized (this) {
      waiting = doing == Doing.READING || !idle && !whole;
    }
    if (waiting) {
      end(503, words);
    }
  }

  /** Its thread is done with it. */
  void finish() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    all.ended(this);
  }

  private void say(int status, String words) {
    byte[] body = Json.write(Map.of("error", words)).getBytes(UTF_8);
    String head =
        "HTTP/1.1 "
            + Status.create(status)
            + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length
            + (status == 503 ? "\r\nRetry-After: 5" : "")
            + "\r\n\r\n";
    try {
      socket.write(
          BufferData.create(BufferData.create(head.getBytes(UTF_8)), BufferData.create(body)));
    } catch (UncheckedIOException e) {
      return; // Then it need not be told.
    }
  }

  private void close() {
    try {
      line.close();
      socket.close();
    } catch (IOException | UncheckedIOException e) {
      return; // It is closed.
    }
  }

  @Override
  public Duration idleTime() {
    return http == null ? Duration.ZERO : http.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    if (http != null) {
      http.close(interrupt);
    }
  }
}
