// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.BatchParts;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.domestik.agent.spool.SpoolEntry.State;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;

/**
 * Sends one delivery until the server has all of it that it will take: whole, and where it is
 * refused or of the future in part, in ever smaller parts. For one thread.
 */
final class Sender {
  /** Samples of one batch mostly are no further apart. */
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  private static final Comparator<Instant> ORDER = Comparator.naturalOrder();

  private final String host;
  private final Spool spool;
  private final Receiving server;
  private final Outbox outbox;
  private final Early early;
  private final DeliveryFaults faults;
  private final Runnable answered;

  /**
   * @param host whose batches these are
   * @param answered called whenever the server turns out to be there
   */
  Sender(
      String host,
      Spool spool,
      Receiving server,
      Outbox outbox,
      Early early,
      DeliveryFaults faults,
      Runnable answered) {
    this.host = host;
    this.spool = spool;
    this.server = server;
    this.outbox = outbox;
    this.early = early;
    this.faults = faults;
    this.answered = answered;
  }

  /** Sends what the server may know of, which is marked so before. */
  void send(SpoolEntry entry) throws IOException {
    Batch batch = spool.open(entry);
    if (batch == null) {
      early.settled(entry);
      return;
    }
    try {
      if (entry.state() == State.PARTS) {
        sendParts(entry, batch);
      } else {
        sendWhole(entry, batch);
      }
    } catch (Receiving.NotYet e) {
      waits(entry, batch, e);
      return;
    }
    // A kill before this line: it is sent again, and the server knows it by its sequence.
    spool.remove(entry);
    boolean waited = !early.isEmpty();
    early.settled(entry);
    if (waited && early.isEmpty()) {
      faults.clocksAgree();
    }
  }

  private void sendWhole(SpoolEntry entry, Batch batch) throws IOException, Receiving.NotYet {
    try {
      post(entry, batch);
    } catch (Receiving.RefusedBatch e) {
      refused(entry, batch, e);
    } catch (Receiving.NotYet e) {
      if (!isMixed(batch)) {
        throw e;
      }
      sendParts(spool.mark(entry, State.PARTS), batch);
    }
  }

  /** Whether only some of a batch may be of the future: it spans the jump of a clock, or hours. */
  private static boolean isMixed(Batch batch) {
    return BatchParts.of(batch).size() > 1
        && Duration.between(times(batch).min(ORDER).orElse(Instant.MAX), latest(batch))
                .compareTo(TOGETHER)
            > 0;
  }

  private static Instant latest(Batch batch) {
    return times(batch).max(ORDER).orElse(Instant.MAX);
  }

  private static Stream<Instant> times(Batch batch) {
    return Stream.concat(
        batch.samples().stream().map(Sample::time),
        batch.buckets().stream().map(Bucket::lastKnown));
  }

  /** One batch that waits for its time holds up no other. */
  private void waits(SpoolEntry entry, Batch batch, Receiving.NotYet reason) {
    answered.run();
    if (early.isEmpty()) {
      faults.clocksDiffer(reason);
    }
    early.refused(entry, latest(batch));
  }

  private void post(SpoolEntry entry, Batch batch)
      throws IOException, Receiving.RefusedBatch, Receiving.NotYet {
    // What waited since before an enrolment by another name goes by that one.
    Batch own = server.isOfOneName() ? batch.ofHost(host) : batch;
    server.post(own.with(spool.state(entry)));
    outbox.accepted(batch);
    answered.run();
  }

  /** One bad sample must not hold up the others: they go again in parts. */
  private void refused(SpoolEntry entry, Batch batch, Receiving.RefusedBatch reason)
      throws IOException, Receiving.NotYet {
    if (BatchParts.of(batch).size() > 1) {
      sendParts(spool.mark(entry, State.PARTS), batch);
    } else {
      refuse(entry, batch, reason);
    }
  }

  private void sendParts(SpoolEntry entry, Batch batch) throws IOException, Receiving.NotYet {
    Receiving.NotYet notYet = null;
    List<Batch> parts = BatchParts.of(batch);
    for (Batch part : parts) {
      try {
        sendPart(entry, part);
      } catch (Receiving.NotYet e) {
        notYet = e; // The other parts may go.
      }
    }
    if (notYet != null) {
      throw notYet;
    }
  }

  private void sendPart(SpoolEntry entry, Batch part) throws IOException, Receiving.NotYet {
    try {
      post(entry, part);
    } catch (Receiving.RefusedBatch e) {
      if (BatchParts.of(part).size() > 1) {
        sendParts(entry, part);
      } else {
        refuse(entry, part, e);
      }
    } catch (Receiving.NotYet e) {
      if (!isMixed(part)) {
        throw e;
      }
      sendParts(entry, part);
    }
  }

  private void refuse(SpoolEntry entry, Batch part, Receiving.RefusedBatch reason)
      throws IOException {
    String message = "the server refused this: " + reason.getMessage();
    faults.refused(part, spool.refuse(entry, part, message), message);
  }
}
