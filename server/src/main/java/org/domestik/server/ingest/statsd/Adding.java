// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.arrival.Unanswered;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.port.Lines;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.domestik.server.intake.Intake;
import org.domestik.server.text.Texts;

/**
 * Adds lines up and stores them once an interval. While the store is away the interval only lasts
 * longer. Thread-safe.
 */
final class Adding implements Lines, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Adding.class.getName());
  private static final long PATIENCE_MILLIS = 10_000;

  private final StatsdConfig config;
  private final Intake intake;
  private final Unanswered senders;
  private final MetricPlaces places = new MetricPlaces("statsd_");
  private final Window.SequencedGauges gauges = new Window.SequencedGauges();
  private final Thread thread;
  private Window window = new Window(places, gauges);

  private Adding(StatsdConfig config, Sources sources, Intake intake, LeftOut leftOut) {
    this.config = config;
    this.intake = intake;
    this.senders = new Unanswered("statsd", config.hosts(), sources, intake, leftOut);
    this.thread = Thread.ofPlatform().name("statsd").daemon().unstarted(this::run);
  }

  static Adding start(StatsdConfig config, Sources sources, Intake intake, LeftOut leftOut) {
    Adding adding = new Adding(config, sources, intake, leftOut);
    adding.thread.start();
    return adding;
  }

  private void run() {
    boolean isOpen = true;
    while (isOpen) {
      isOpen = senders.waits(config.interval().toSeconds());
      Window full = take();
      if (!full.isEmpty()) {
        store(full);
      }
    }
  }

  private void store(Window full) {
    try {
      Instant time = Texts.sampleTime(intake.clock().instant());
      // 0: its bytes were never held as a whole.
      senders.storeWaiting("statsd", 0, (known, dropped) -> full.batches(time, known, dropped));
    } catch (RuntimeException e) {
      // Whatever it was: this thread is the only one that stores.
      LOG.log(Level.WARNING, "statsd: what came in an interval is lost", e);
    }
  }

  private synchronized Window take() {
    Window full = window;
    window = new Window(places, gauges);
    return full;
  }

  @Override
  public void take(String address, byte[] bytes, int from, int to, boolean canWait) {
    Candidates candidates = senders.candidates();
    String host = config.host();
    String otherwise = ProbeNames.host(host == null ? address : host);
    synchronized (this) {
      for (int start = from; start < to; ) {
        int end = start;
        while (end < to && bytes[end] != '\n') {
          end++;
        }
        add(address, bytes, start, end, candidates, otherwise);
        start = end + 1;
      }
    }
  }

  private void add(
      String address, byte[] bytes, int from, int to, Candidates candidates, String otherwise) {
    String line = "";
    try {
      line = Texts.utf8(bytes, from, to).strip();
      if (line.startsWith("_e{") || line.startsWith("_sc|")) {
        senders.leave(address, Reason.TEXT, 1, "events and service checks are texts");
      } else if (!line.isEmpty()) {
        window.add(Metric.of(line), candidates, otherwise);
      }
    } catch (BadInput e) {
      senders.leave(address, Reason.MALFORMED, 1, Texts.quoted(line) + ": " + e.getMessage());
    }
  }

  @Override
  public void refuse(String address) {
    senders.refuse(address, address + " is none of statsd.senders in server.conf");
  }

  @Override
  public void turnAway(String address, String why) {
    senders.leave(address, Reason.UNFIT, 1, why);
  }

  @Override
  public boolean isClosed() {
    return senders.isClosed();
  }

  /** Stores what has come. */
  @Override
  public void close() {
    senders.close();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
