// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.outbox.Outboxes;
import org.domestik.agent.spool.Spool;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Names;

/**
 * A courier with a spool of its own for each other host that scripts give values of: a batch is of
 * one host. Safe for use by several threads.
 */
public final class OtherHosts implements Outboxes.Opening {
  private final Path folder;
  private final long spoolBytes;
  private final Supplier<Receiving> server;
  private final ServerTime time;
  private final InstantSource clock;
  private final Log log;
  private final Outbox page;
  private final Map<String, Courier> couriers = new TreeMap<>();
  private boolean closed;

  /**
   * @param folder has a spool a host
   * @param spoolBytes what all of them may take together
   * @param page the outbox of the agent's own host, whose page tells what no other can
   * @param server gives each courier a connection
   * @param time the server's
   */
  public OtherHosts(
      Path folder,
      long spoolBytes,
      Outbox page,
      Supplier<Receiving> server,
      ServerTime time,
      InstantSource clock,
      Log log) {
    this.time = time;
    this.folder = folder;
    this.page = page;
    this.spoolBytes = spoolBytes;
    this.server = server;
    this.clock = clock;
    this.log = log;
  }

  /** Goes on delivering what an agent before this one left. */
  public void start(Outboxes outboxes) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var hosts = Files.list(folder)) {
      for (Path spool : hosts.sorted().toList()) {
        if (isWaiting(spool)) {
          outboxes.of(Names.host(String.valueOf(spool.getFileName())));
        }
      }
    } catch (IOException e) {
      log.warn("what waits for other hosts cannot be read: " + FileFault.of(e));
    } catch (BadInput e) {
      log.warn("what waits in " + folder + " is not delivered: " + e.getMessage());
    }
  }

  private static boolean isWaiting(Path spool) throws IOException {
    if (!Files.isDirectory(spool)) {
      return false;
    }
    try (var files = Files.list(spool)) {
      return files.anyMatch(it -> it.toString().matches(".*\\.(batch|sent|parts)"));
    }
  }

  @Override
  public synchronized void opened(String host, Outbox outbox) throws IOException {
    if (closed) {
      return; // Nothing is taken any more.
    }
    Spool spool = new Spool(folder.resolve(host), spoolBytes / Outboxes.MOST_OTHERS, time);
    Courier courier =
        new Courier(host, outbox, page, spool, server.get(), time, clock, System::nanoTime, log);
    couriers.put(host, courier);
    courier.start();
    log.info("delivers values of the host " + host);
  }

  /** Stores what is left and tries once to deliver it, all at the same time. */
  public void close() throws InterruptedException {
    List<Courier> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(couriers.values());
    }
    Courier.close(all);
  }
}
