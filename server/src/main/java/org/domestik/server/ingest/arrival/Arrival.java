// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.arrival;

import io.helidon.http.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Refused;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.intake.BatchParts;
import org.domestik.server.intake.Intake;

/**
 * What one sender brings at once: all that can be is stored, host by host and probe by probe where
 * it must be, and what cannot is counted and told. For one thread.
 */
public final class Arrival {
  private final Intake intake;
  private final Caller caller;
  private final Sender sender;
  private final LeftOut leftOut;
  private final Dropped dropped = new Dropped();
  private boolean isStored;

  public Arrival(Intake intake, Caller caller, Sender sender, LeftOut leftOut) {
    this.intake = intake;
    this.caller = caller;
    this.sender = sender;
    this.leftOut = leftOut;
  }

  /** That of a request; {@code protocol} is what its sender speaks. */
  public static Arrival of(Exchange exchange, String protocol, Intake intake, LeftOut leftOut) {
    Caller caller = exchange.caller();
    String agent = exchange.header(HeaderNames.USER_AGENT);
    Sender sender =
        new Sender(
            protocol,
            exchange.address(),
            caller.equals(Caller.ANYBODY) ? "" : caller.name(),
            null,
            agent == null ? "" : agent);
    return new Arrival(intake, caller, sender, leftOut);
  }

  /** What is not stored; who reads adds to it. */
  public Dropped dropped() {
    return dropped;
  }

  /**
   * Stores what can be; what returns normally is durable.
   *
   * @param bytes what it took to bring it
   * @throws Refused where the sender should come again later; nothing is dropped then
   */
  public void store(List<Batch> batches, long bytes) {
    List<Batch> own = new ArrayList<>();
    for (Batch batch : batches) {
      try {
        own.add(Intake.own(caller, batch));
      } catch (Refused e) {
        dropped.add(Reason.NOT_ALLOWED, BatchParts.rows(batch), String.valueOf(e.getMessage()));
      }
    }
    if (own.isEmpty()) {
      return;
    }
    try {
      intake.store(caller, own, bytes);
      isStored = true;
    } catch (BadInput e) {
      own.forEach(this::apart);
    }
  }

  /** Stores what can be of a batch that perhaps cannot be as a whole. */
  private void apart(Batch batch) {
    try {
      intake.store(caller, List.of(batch), 0);
      isStored = true;
    } catch (BadInput e) {
      for (Batch probe : BatchParts.byProbe(batch)) {
        try {
          intake.store(caller, List.of(probe), 0);
          isStored = true;
        } catch (BadInput why) {
          dropped.add(Reason.UNFIT, BatchParts.rows(probe), String.valueOf(why.getMessage()));
        }
      }
    }
  }

  /** Counts what was left out where people look for it. */
  public void count() {
    dropped.tell(leftOut, sender);
  }

  /**
   * The same, for who can be answered.
   *
   * @throws Refused with 403 where that is all, since the sender may not deliver for its hosts
   */
  public void tell() {
    count();
    if (!isStored && dropped.areAll(Reason.NOT_ALLOWED)) {
      throw new Refused(403, String.valueOf(dropped.fault()));
    }
  }

  /**
   * The same, for protocols in which a fault is a fault.
   *
   * @throws BadInput where something was left out, with the first reason
   */
  public void finish() {
    tell();
    String fault = dropped.fault();
    if (fault != null) {
      throw new BadInput(
          isStored ? "partial write: " + fault + " dropped=" + dropped.count() : fault);
    }
  }
}
