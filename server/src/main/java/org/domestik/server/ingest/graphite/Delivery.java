// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.util.List;
import java.util.Map;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.arrival.Unanswered;
import org.domestik.server.ingest.port.Lines;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;

/** Brings lines to the store. Thread-safe. */
final class Delivery implements Lines {
  private final GraphiteConfig config;
  private final Intake intake;
  private final PathPlaces places;
  private final Unanswered senders;

  Delivery(GraphiteConfig config, Sources sources, Intake intake, LeftOut leftOut) {
    this.config = config;
    this.intake = intake;
    this.places = new PathPlaces(config.templates());
    this.senders = new Unanswered("graphite", config.hosts(), sources, intake, leftOut);
  }

  @Override
  public boolean isClosed() {
    return senders.isClosed();
  }

  /** Waits no more. */
  void close() {
    senders.close();
  }

  /** Stores them: when it returns they are durable, or counted as left out. */
  @Override
  public void take(String address, byte[] bytes, int from, int to, boolean canWait) {
    Unanswered.Reader reader = (known, dropped) -> read(bytes, from, to, known, dropped);
    if (canWait) {
      senders.storeWaiting(address, to - from, reader);
    } else {
      senders.storeOrLose(address, to - from, lines(bytes, from, to), reader);
    }
  }

  private List<Batch> read(
      byte[] bytes, int from, int to, Map<String, ProbeDescription> known, Dropped dropped) {
    PlainText lines =
        new PlainText(
            places,
            senders.candidates(),
            known,
            config.host(),
            intake.clock().instant(),
            intake.limits().rows(),
            dropped);
    lines.read(bytes, from, to);
    return lines.batches();
  }

  @Override
  public void refuse(String address) {
    senders.refuse(address, address + " is none of graphite.senders in server.conf");
  }

  @Override
  public void turnAway(String address, String why) {
    senders.leave(address, Reason.UNFIT, 1, why);
  }

  private static long lines(byte[] bytes, int from, int to) {
    long lines = 0;
    for (int i = from; i < to; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }
}
