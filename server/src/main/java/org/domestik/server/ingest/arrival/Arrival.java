// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.arrival;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Refused;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.intake.BatchParts;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.storage.TooEarly;
import org.jspecify.annotations.Nullable;

/**
 * What one sender brings at once: all that can be is stored, host by host and probe by probe where
 * it must be, and what cannot is counted and told. For one thread.
 */
public final class Arrival {
  /**
   * Others may add levels and probes while this reads, and again; each time one of them is done.
   */
  private static final int MOST_TRIES = 100;

  private final Intake intake;
  private final Caller caller;
  private final Sender sender;
  private final LeftOut leftOut;
  private final Dropped dropped;
  private boolean isStored;
  private Consumer<Batch> lost = _ -> {};

  Arrival(Intake intake, Caller caller, Sender sender, LeftOut leftOut) {
    this.intake = intake;
    this.caller = caller;
    this.sender = sender;
    this.leftOut = leftOut;
    this.dropped = new Dropped(sender.protocol());
  }

  /** That of a request; {@code protocol} is what its sender speaks. */
  public static Arrival of(Exchange exchange, String protocol, Intake intake, LeftOut leftOut) {
    return of(exchange, protocol, null, intake, leftOut);
  }

  /** The same where the sender names a database or bucket; null: none. */
  public static Arrival of(
      Exchange exchange,
      String protocol,
      @Nullable String database,
      Intake intake,
      LeftOut leftOut) {
    Caller caller = exchange.caller();
    String agent = exchange.header(HeaderNames.USER_AGENT);
    Sender sender =
        new Sender(
            protocol,
            exchange.address(),
            caller.equals(Caller.ANYBODY) ? "" : caller.name(),
            database,
            agent == null ? "" : agent);
    return new Arrival(intake, caller, sender, leftOut);
  }

  /** Who brings it. */
  public Sender sender() {
    return sender;
  }

  /** What is not stored; who reads adds to it. */
  public Dropped dropped() {
    return dropped;
  }

  /**
   * Stores what can be of a part; what returns normally is durable.
   *
   * @param turn the body's that it is of
   * @param bytes what it took to bring it; asked for when it was read
   * @throws Refused where the sender should come again later; nothing is dropped then
   */
  public void store(IngestGate.Turn turn, Part part, LongSupplier bytes) throws IOException {
    lost = part::lost;
    for (int tries = 1; tries <= MOST_TRIES; tries++) {
      dropped.keep();
      Map<String, ProbeDescription> known = intake.descriptions();
      List<Batch> own = own(part.read(known));
      if (own.isEmpty() || store(turn, own, known, tries == 1 ? bytes.getAsLong() : 0)) {
        return;
      }
      dropped.forget();
    }
    throw new Refused(503, "others change the same probes again and again");
  }

  /** Without the batches that the sender may not bring. */
  private List<Batch> own(List<Batch> batches) {
    List<Batch> own = new ArrayList<>();
    for (Batch batch : batches) {
      try {
        own.add(Intake.own(caller, batch));
      } catch (Refused e) {
        drop(Reason.NOT_ALLOWED, batch, String.valueOf(e.getMessage()));
      }
    }
    return own;
  }

  private void drop(Reason reason, Batch rows, String why) {
    dropped.add(reason, BatchParts.rows(rows), why);
    lost.accept(rows);
  }

  /** Whether it is done: false where others changed the probes, which are to be looked at again. */
  private boolean store(
      IngestGate.Turn turn, List<Batch> own, Map<String, ProbeDescription> known, long bytes) {
    try {
      durably(turn, own, bytes);
      return true;
    } catch (BadInput | TooEarly e) {
      return !isStale(own, known) && apart(turn, own, known);
    }
  }

  private void durably(IngestGate.Turn turn, List<Batch> batches, long bytes) {
    intake.store(turn, caller, batches, bytes);
    isStored = true;
  }

  /** The same, of batches of which something cannot be stored: by host, then by probe. */
  private boolean apart(
      IngestGate.Turn turn, List<Batch> batches, Map<String, ProbeDescription> known) {
    for (Batch batch : batches) {
      try {
        durably(turn, List.of(batch), 0);
      } catch (BadInput | TooEarly e) {
        for (Batch probe : BatchParts.byProbe(batch)) {
          if (!alone(turn, probe, known)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** The same of one probe: where there is no room for all of it, what is known goes on. */
  private boolean alone(IngestGate.Turn turn, Batch probe, Map<String, ProbeDescription> known) {
    try {
      come(turn, probe);
      return true;
    } catch (BadInput why) {
      if (isStale(List.of(probe), known)) {
        return false;
      }
      Batch rest = intake.ofKnownSeries(probe);
      Batch unfit = intake.ofNewSeries(probe);
      boolean isLess = !unfit.samples().isEmpty();
      String what = String.valueOf(why.at("host \"" + probe.host() + "\"").getMessage());
      drop(Reason.UNFIT, isLess ? unfit : probe, what);
      return !isLess || rest.samples().isEmpty() || alone(turn, rest, known);
    }
  }

  /** Stores what the store takes by its clock, and drops what is further ahead of that. */
  private void come(IngestGate.Turn turn, Batch probe) {
    try {
      durably(turn, List.of(probe), 0);
    } catch (TooEarly e) {
      Map<Boolean, List<Sample>> early =
          probe.samples().stream()
              .collect(Collectors.partitioningBy(it -> it.time().isAfter(e.latest())));
      Batch come = BatchParts.of(probe, early.getOrDefault(false, List.of()));
      if (!come.samples().isEmpty()) {
        durably(turn, List.of(come), 0);
      }
      String what = "host \"" + probe.host() + "\": " + e.getMessage();
      drop(Reason.EARLY, BatchParts.of(probe, early.getOrDefault(true, List.of())), what);
    }
  }

  /** Whether what was known of the probes is not so any more. */
  @SuppressWarnings("ReferenceEquality") // A changed description is another instance.
  private boolean isStale(List<Batch> batches, Map<String, ProbeDescription> known) {
    Map<String, ProbeDescription> now = intake.descriptions();
    return batches.stream()
        .flatMap(batch -> batch.descriptions().keySet().stream())
        .anyMatch(probe -> now.get(probe) != known.get(probe));
  }

  /** Counts what was left out where people look for it. */
  public void count() {
    dropped.keep();
    dropped.tell(leftOut, sender);
  }

  /**
   * The same, for who can be answered.
   *
   * @throws Refused where that is all: with 403, since the sender may not deliver for its hosts, or
   *     with 503, since one of both clocks is wrong, perhaps this server's
   */
  public void tell() {
    count();
    if (!isStored && dropped.areAll(Reason.NOT_ALLOWED)) {
      throw new Refused(403, String.valueOf(dropped.fault()));
    }
    if (!isStored && dropped.areAll(Reason.EARLY)) {
      Refused later = new Refused(503, String.valueOf(dropped.fault()));
      later.initCause(new TooEarly(String.valueOf(dropped.fault()), intake.clock().instant()));
      throw later;
    }
  }

  /**
   * The same, for protocols in which a fault is a fault.
   *
   * @throws BadInput where something was left out, with the first reasons
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
