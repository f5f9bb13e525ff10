// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Logger;
import org.domestik.model.Glob;
import org.domestik.server.connection.RareLog;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.TooEarly;

/**
 * Brings lines to the store. Nobody is told that they are there: what cannot be stored now waits,
 * and so does its sender, as long as it can be made to.
 */
final class Delivery {
  private static final Logger LOG = Logger.getLogger(Delivery.class.getName());
  private static final long AGAIN_SECONDS = 1;

  private final GraphiteConfig config;
  private final Intake intake;
  private final LeftOut leftOut;
  private final PathPlaces places;
  private final Caller caller;
  private final RareLog rarely = new RareLog(LOG);
  private final CountDownLatch closed = new CountDownLatch(1);

  Delivery(GraphiteConfig config, Intake intake, LeftOut leftOut) {
    this.config = config;
    this.intake = intake;
    this.leftOut = leftOut;
    this.places = new PathPlaces(config.templates());
    Predicate<String> hosts = host -> Glob.anyMatches(config.hosts(), host);
    this.caller =
        new Caller("graphite", null, Set.of(Right.WRITE), hosts, null, null, null, () -> true);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits no more. */
  void close() {
    closed.countDown();
  }

  /**
   * Stores whole lines; when it returns they are durable, or counted as left out.
   *
   * @param canWait whether the sender waits meanwhile; else what cannot be stored at once is lost
   */
  void store(String address, byte[] bytes, int from, int to, boolean canWait) {
    for (boolean again = true; again; ) {
      Arrival arrival =
          new Arrival(intake, caller, new Sender("graphite", address, "", null, ""), leftOut);
      again = false;
      try (IngestGate.Turn _ = intake.turn(address, to - from)) {
        PlainText lines =
            new PlainText(
                places,
                intake.descriptions(),
                config.host(),
                intake.clock().instant(),
                intake.limits().rows(),
                arrival.dropped());
        lines.read(bytes, from, to);
        arrival.store(lines.batches(), to - from);
      } catch (TooEarly e) {
        arrival.dropped().add(Reason.TIME, lines(bytes, from, to), String.valueOf(e.getMessage()));
      } catch (Refused | StorageUnavailable e) {
        intake.failed(e);
        rarely.warn(
            "graphite " + address,
            "lines of " + address + (canWait ? " wait: " : " are lost: ") + e.getMessage());
        if (canWait && waits()) {
          again = true;
          continue;
        }
        arrival.dropped().add(Reason.UNFIT, lines(bytes, from, to), String.valueOf(e.getMessage()));
      }
      arrival.count();
    }
  }

  /** Waits a while; false: the server ends. */
  private boolean waits() {
    try {
      return !closed.await(AGAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Counts a sender that may not send. */
  void refuse(String address) {
    String why = address + " is none of graphite.senders in server.conf";
    rarely.warn("graphite " + address, "refused: " + why);
    Sender sender = new Sender("graphite", address, "", null, "");
    leftOut.add("graphite", sender, Reason.NOT_ALLOWED, 1, why);
  }

  private static long lines(byte[] bytes, int from, int to) {
    long lines = 0;
    for (int i = from; i < to; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }
}
