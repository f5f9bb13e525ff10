// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.arrival;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.domestik.model.Glob;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.connection.RareLog;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what comes by a protocol in which nothing is answered: whose sender can be made to wait
 * does so while the store is away. Thread-safe.
 */
public final class Unanswered implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Unanswered.class.getName());

  private final String protocol;
  private final Caller caller;
  private final Sources sources;
  private final Intake intake;
  private final LeftOut leftOut;
  private final RareLog rarely = new RareLog(LOG);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** {@code hosts}: globs of those that may be delivered for. */
  public Unanswered(
      String protocol, List<String> hosts, Sources sources, Intake intake, LeftOut leftOut) {
    this.protocol = protocol;
    this.sources = sources;
    this.intake = intake;
    this.leftOut = leftOut;
    this.caller =
        new Caller(
            protocol,
            null,
            Set.of(Right.WRITE),
            host -> isAllowed(protocol, hosts, host),
            null,
            null,
            null,
            () -> true);
  }

  /** Makes batches, one a host, of what came, as often as it must. */
  public interface Reader {
    /**
     * Reads all of it.
     *
     * @param known the descriptions in force, by probe
     * @param dropped hears of what cannot be stored
     */
    List<Batch> read(Map<String, ProbeDescription> known, Dropped dropped) throws IOException;
  }

  /** Refuses in words of its own: there is no token that could be another. */
  private static boolean isAllowed(String protocol, List<String> hosts, String host) {
    if (!Glob.anyMatches(hosts, host)) {
      throw new Refused(
          403, "host \"" + host + "\" is none of " + protocol + ".hosts in server.conf");
    }
    return true;
  }

  /** The sources that may be theirs. */
  public Candidates candidates() {
    return sources.of(sender(""));
  }

  /**
   * Stores what can be; what cannot be is counted.
   *
   * @return what keeps all of it from the store for now, in a sentence; null: it is durable
   */
  public @Nullable String store(String address, long bytes, Reader reader) {
    Arrival arrival = new Arrival(intake, caller, sender(address), leftOut);
    try (IngestGate.Turn turn = intake.turnOfUnanswered(address, bytes)) {
      arrival.store(turn, known -> reader.read(known, arrival.dropped()), () -> bytes);
    } catch (Refused | StorageUnavailable e) {
      intake.failed(e);
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // All of it is in memory.
    }
    arrival.count();
    String fault = arrival.dropped().fault();
    if (fault != null) {
      warn(address, "of " + address + " is left out " + arrival.dropped().count() + ": " + fault);
    }
    return null;
  }

  /** The same, as often as it takes until it is durable or this is closed: its sender waits. */
  public void storeWaiting(String address, long bytes, Reader reader) {
    String why = store(address, bytes, reader);
    while (why != null) {
      warn(address, "what " + address + " sends waits: " + why);
      why = waits(1) ? store(address, bytes, reader) : null;
    }
  }

  /** The same, of what comes only once; {@code count}: as how much it counts where it is lost. */
  public void storeOrLose(String address, long bytes, long count, Reader reader) {
    String why = store(address, bytes, reader);
    if (why != null) {
      warn(address, "what " + address + " sends is lost: " + why);
      leave(address, Reason.UNFIT, count, why);
    }
  }

  /** Counts what of an address cannot be stored. */
  public void leave(String address, Reason reason, long count, String why) {
    if (!reason.isSkipped()) {
      warn(address, "of " + address + " is left out " + count + ": " + why);
    }
    leftOut.add(protocol, sender(address), reason, count, why);
  }

  /** Counts something of an address that may not send. */
  public void refuse(String address, String why) {
    leave(address, Reason.NOT_ALLOWED, 1, why);
  }

  /** Writes a line to the log, unless there was one of that address a short while ago. */
  public void warn(String address, String line) {
    rarely.warn(address, protocol + ": " + line);
  }

  private Sender sender(String address) {
    return new Sender(protocol, address, "", null, "");
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits a while; false: this is closed. */
  public boolean waits(long seconds) {
    try {
      return !closed.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends all waiting. */
  @Override
  public void close() {
    closed.countDown();
  }
}
