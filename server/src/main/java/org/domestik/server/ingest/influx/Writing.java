// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.influx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Refused;
import org.domestik.server.ingest.lines.LineBody;
import org.domestik.server.ingest.lines.LineProtocol;
import org.domestik.server.ingest.lines.Reading;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.intake.BatchParts;
import org.domestik.server.intake.Intake;
import org.domestik.storage.TooEarly;
import org.jspecify.annotations.Nullable;

/**
 * Stores the lines of one request: all that can be, part by part, and tells of the others. Not
 * thread-safe.
 */
final class Writing {
  /**
   * Others may add levels and probes while this reads, and again; each time one of them is done.
   */
  private static final int MOST_TRIES = 100;

  private final Intake intake;
  private final Caller caller;
  private final Sender sender;
  private final LeftOut leftOut;
  private final Dropped dropped = new Dropped();
  private boolean isStored;

  Writing(Intake intake, Caller caller, Sender sender, LeftOut leftOut) {
    this.intake = intake;
    this.caller = caller;
    this.sender = sender;
    this.leftOut = leftOut;
  }

  /** Stores all lines of a body that can be; what returns normally is durable. */
  void write(byte[] body, LineProtocol lines, Reading reading) {
    LineBody all = lines.read(body, reading, dropped);
    while (!all.isAtEnd()) {
      part(all);
    }
    dropped.keep();
  }

  private void part(LineBody all) {
    for (int tries = 1; tries <= MOST_TRIES; tries++) {
      dropped.keep();
      Map<String, ProbeDescription> known = intake.descriptions();
      List<Batch> batches = all.next(known);
      try {
        store(batches, all.bytes());
        return;
      } catch (BadInput e) {
        if (!isStale(batches, known) && apart(batches, known)) {
          return;
        }
        all.again();
        dropped.forget();
      } catch (TooEarly e) {
        // Senders of this protocol give up what is answered 4xx, and send again after a 503.
        throw later(String.valueOf(e.getMessage()), e);
      }
    }
    throw new Refused(503, "others change the same probes again and again");
  }

  private static Refused later(String message, @Nullable TooEarly cause) {
    Refused later = new Refused(503, message);
    later.initCause(cause == null ? new TooEarly(message) : cause);
    return later;
  }

  /** Whether what was known of the probes is not so any more. */
  @SuppressWarnings("ReferenceEquality") // A changed description is another instance.
  private boolean isStale(List<Batch> batches, Map<String, ProbeDescription> known) {
    Map<String, ProbeDescription> now = intake.descriptions();
    return batches.stream()
        .flatMap(batch -> batch.descriptions().keySet().stream())
        .anyMatch(probe -> now.get(probe) != known.get(probe));
  }

  private void store(List<Batch> batches, long bytes) {
    List<Batch> own = new ArrayList<>();
    for (Batch batch : batches) {
      try {
        own.add(Intake.own(caller, batch));
      } catch (Refused e) {
        drop(batch, Reason.NOT_ALLOWED, String.valueOf(e.getMessage()));
      }
    }
    if (!own.isEmpty()) {
      intake.store(caller, own, bytes);
      isStored = true;
    }
  }

  /**
   * Stores what can be of batches of which something cannot: by host, then by probe. Answers
   * whether that holds: false where it may be that others changed the probes only.
   */
  private boolean apart(List<Batch> batches, Map<String, ProbeDescription> known) {
    for (Batch batch : batches) {
      try {
        storeAgain(batch);
      } catch (BadInput e) {
        for (Batch probe : BatchParts.byProbe(batch)) {
          try {
            storeAgain(probe);
          } catch (BadInput why) {
            if (isStale(List.of(probe), known)) {
              return false;
            }
            drop(probe, Reason.UNFIT, String.valueOf(why.getMessage()));
          }
        }
      }
    }
    return true;
  }

  private void storeAgain(Batch batch) {
    try {
      store(List.of(batch), 0);
    } catch (TooEarly e) {
      throw later(String.valueOf(e.getMessage()), e);
    }
  }

  private void drop(Batch batch, Reason reason, String why) {
    dropped.drop(sender.protocol(), reason, BatchParts.rows(batch), why);
  }

  /**
   * Counts what was left out.
   *
   * @throws BadInput where that are lines
   * @throws Refused where the sender may write none of them, or should send all again
   */
  void finish() {
    dropped.tell(leftOut, sender);
    if (dropped.lines() == 0) {
      return;
    }
    if (!isStored && dropped.areAll(Reason.NOT_ALLOWED)) {
      throw new Refused(403, dropped.message());
    }
    if (!isStored && dropped.areAll(Reason.EARLY)) {
      throw later(dropped.message(), null);
    }
    throw new BadInput(
        isStored
            ? "partial write: " + dropped.message() + " dropped=" + dropped.lines()
            : dropped.message());
  }
}
