// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.domestik.model.BadInput;
import org.domestik.server.connection.Door;
import org.domestik.server.connection.RareLog;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections in that speak TLS 1.3 or 1.2, with the certificate that is on disk now.
 *
 * <p>A handshake must be over within ten seconds, and of one address there may be 256 at once. Who
 * speaks plain HTTP is told so. Safe for use by many threads.
 */
public final class TlsDoor implements Door {
  private static final Logger LOG = Logger.getLogger(TlsDoor.class.getName());
  private static final long HANDSHAKE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST_OF_ADDRESS = 256;

  private final TlsFolder folder;
  private final InstantSource clock;
  private final RareLog rarely = new RareLog(LOG);
  private final Map<Thread, Handshake> handshakes = new HashMap<>();

  /** How many of them are of an address: a fleet comes with thousands at once. */
  private final Map<String, Integer> counts = new HashMap<>();

  private Identity used;
  private volatile SSLContext current;
  private volatile @Nullable String problem;
  private List<FileTime> changed;
  private long looked = System.nanoTime();

  private record Handshake(Socket socket, String address, long since) {}

  /**
   * Reads the certificate.
   *
   * @throws BadInput where it cannot be used
   */
  public TlsDoor(TlsFolder folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
    try {
      changed = folder.changed();
    } catch (IOException e) {
      throw new BadInput("the certificate cannot be read: " + e.getMessage(), e);
    }
    used = folder.read();
    current = used.context();
    problem = problem(used);
    if (problem != null) {
      LOG.warning(problem);
    }
  }

  /** For the HTTP server: each connection's handshake goes through here. */
  public SSLContext context() {
    return new DoorContext(this);
  }

  SSLContext current() {
    return current;
  }

  /** What is wrong with the certificate; null if nothing is. */
  public @Nullable String problem() {
    return problem;
  }

  /** A connection begins with its handshake. */
  void enter(Socket socket) throws IOException {
    String address = socket.getInetAddress().getHostAddress();
    synchronized (this) {
      if (counts.getOrDefault(address, 0) >= MOST_OF_ADDRESS) {
        forgetEnded();
      }
      if (counts.getOrDefault(address, 0) >= MOST_OF_ADDRESS) {
        throw new IOException("too many handshakes");
      }
      Handshake own = new Handshake(socket, address, System.nanoTime());
      Handshake former = handshakes.put(Thread.currentThread(), own);
      if (former != null) {
        uncount(former); // It failed: a thread has one at a time.
      }
      counts.merge(address, 1, Integer::sum);
    }
  }

  private void forgetEnded() {
    handshakes
        .values()
        .removeIf(
            each -> {
              boolean isEnded = each.socket().isClosed();
              if (isEnded) {
                uncount(each);
              }
              return isEnded;
            });
  }

  private void uncount(Handshake over) {
    counts.computeIfPresent(over.address(), (_, number) -> number == 1 ? null : number - 1);
  }

  @Override
  public Closeable passed() {
    Handshake done;
    synchronized (this) {
      done = handshakes.remove(Thread.currentThread());
      if (done != null) {
        uncount(done);
      }
    }
    return done == null ? () -> {} : done.socket();
  }

  @Override
  public void look() {
    long now = System.nanoTime();
    synchronized (this) {
      forgetEnded();
      handshakes.values().stream()
          .filter(each -> now - each.since() > HANDSHAKE_NANOS)
          .forEach(each -> Thread.startVirtualThread(() -> close(each.socket())));
    }
    if (now - looked > LOOK_NANOS) {
      looked = now;
      reload();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return; // It is closed.
    }
  }

  /**
   * Takes the certificate that is on disk now; what is half written, or does not fit together, is
   * left until it does.
   *
   * @return whether it is another one
   */
  public synchronized boolean reload() {
    try {
      List<FileTime> now = folder.changed();
      Identity identity = folder.read();
      boolean isOther = !now.equals(changed);
      if (isOther) {
        if (problem(used) == null) {
          identity.checkTime(clock.instant()); // Rather one that is good than one that is not.
        }
        used = identity;
        current = identity.context();
        changed = now;
        LOG.info("the certificate was renewed: valid until " + identity.own().getNotAfter());
      }
      problem = problem(identity);
      return isOther;
    } catch (IOException | BadInput e) {
      problem = "the certificate on disk is not used: " + e.getMessage();
      rarely.warn("reload", "the certificate on disk is not used: " + e.getMessage());
      return false;
    }
  }

  private @Nullable String problem(Identity identity) {
    try {
      identity.checkTime(clock.instant());
      return null;
    } catch (BadInput e) {
      return e.getMessage();
    }
  }
}
