// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;

/**
 * All connections of the port, within {@link ConnectionLimits}.
 *
 * <p>Where there are too many, one that only waits makes room for the one that comes: the longest
 * idle first, then the one that has kept its request waiting longest, of the address that has the
 * most. So nobody locks others out by holding connections. Safe for use by many threads.
 */
public final class Connections implements ServerConnectionSelector, AutoCloseable {
  private final ConnectionLimits limits;
  private final Door door;
  private final Room room;
  private final AnswerRoom answers;
  private final ServerConnectionSelector http =
      Http1ConnectionSelector.builder().config(Http1Config.create()).build();

  /** Also those that are ended, until their threads have let go of them. */
  private final Set<Connection> open = new LinkedHashSet<>();

  private final Map<String, Integer> counts = new HashMap<>();
  private int count;

  private final RareLog log = new RareLog(Logger.getLogger(Connections.class.getName()));

  /** The connections that come through a door. */
  public Connections(ConnectionLimits limits, Door door) {
    this.limits = limits;
    this.door = door;
    this.room = new Room(limits.room(), limits.reserve());
    this.answers = new AnswerRoom(2 * limits.room());
  }

  public ConnectionLimits limits() {
    return limits;
  }

  Room room() {
    return room;
  }

  AnswerRoom answers() {
    return answers;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Connection connection = new Connection(this, context, door.passed());
    connection.speak(http.connection(new Line(context, connection)));
    return connection;
  }

  /** Lets a connection in, if need be in another's place; false if none can be ended for it. */
  synchronized boolean enter(Connection newcomer) {
    String address = newcomer.address();
    if (counts.getOrDefault(address, 0) >= limits.share()) {
      if (!endOne(address)) {
        return false;
      }
    } else if (count >= limits.most() && !endOne(busiest())) {
      return false;
    }
    open.add(newcomer);
    counts.merge(address, 1, Integer::sum);
    count++;
    return true;
  }

  private String busiest() {
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private boolean endOne(String address) {
    long now = System.nanoTime();
    Connection weakest = null;
    long longest = 0;
    for (Connection each : open) {
      long waiting = each.address().equals(address) ? each.dispensable(now) : 0;
      if (waiting > longest) {
        longest = waiting;
        weakest = each;
      }
    }
    return weakest != null
        && weakest.end(503, "there are too many connections, and this one has waited longest");
  }

  /** Counts an ended connection no longer, even if its thread has yet to notice. */
  synchronized void ended(Connection connection) {
    if (open.contains(connection)) {
      count--;
      counts.computeIfPresent(
          connection.address(), (address, number) -> number == 1 ? null : number - 1);
    }
  }

  /** Forgets a connection whose thread is done. */
  void left(Connection connection) {
    room.release(connection);
    connection.finish();
    synchronized (this) {
      open.remove(connection);
    }
  }

  /** Ends those that are too slow; to be called again and again. */
  public void look() {
    long now = System.nanoTime();
    door.look();
    all().forEach(connection -> connection.look(now));
  }

  private synchronized List<Connection> all() {
    return new ArrayList<>(open);
  }

  /** Ends those whose requests are not here yet, so that a stop waits for answers only. */
  @Override
  public void close() {
    all().forEach(connection -> connection.endUnlessWorkedOn("the server is stopping; try again"));
  }

  void note(String address, String words) {
    log.warn(address, "a connection of " + address + " was ended: " + words);
  }

  /** How many there are. */
  public synchronized int size() {
    return count;
  }
}
