// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Loss;
import org.domestik.agent.spool.Spool;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.Run.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log, and the host's page as the run of a script that is none, what goes wrong on the
 * way of samples. For one thread.
 */
final class DeliveryFaults {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final String host;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Log log;
  private final Outbox page;
  private String denial = "";
  private long reportedDrops;
  private boolean reportedFault;
  private Instant refusalTold = Instant.EPOCH;
  private long refusalsUntold;

  /**
   * Of what is delivered of a host.
   *
   * @param page the outbox of the agent's own host, whose page tells what no other can
   */
  DeliveryFaults(String host, Outbox outbox, Outbox page, InstantSource clock, Log log) {
    this.page = page;
    this.host = host;
    this.outbox = outbox;
    this.clock = clock;
    this.log = log;
  }

  /** What the spool lost, or the disk does not do, since this was called last. */
  void ofSpool(Spool spool) {
    for (Loss loss : spool.losses()) {
      reportedDrops += loss.samples();
      report(loss.text(host));
    }
    long lost = spool.dropped() - reportedDrops;
    if (lost > 0) {
      reportedDrops = spool.dropped();
      report("the spool is full: its oldest " + lost + " samples were dropped");
    }
    String fault = spool.fault();
    if (fault != null && !reportedFault) {
      report(fault);
    }
    reportedFault = fault != null;
  }

  /**
   * The server will not have this.
   *
   * @param samples how many the spool counts as dropped by it
   */
  void refused(Batch part, long samples, String message) {
    reportedDrops += samples;
    if (!outbox.refused(part, message)) {
      run("spool", Outcome.FAILED, message);
    }
    warnOfRefusal(message);
  }

  /** Every sample of a probe may be refused, for weeks: the log has one a minute. */
  private void warnOfRefusal(String message) {
    Instant now = clock.instant();
    if (Duration.between(refusalTold, now).abs().compareTo(PAUSE) < 0) {
      refusalsUntold++;
      return;
    }
    log.warn(
        refusalsUntold == 0
            ? message
            : message + " (" + refusalsUntold + " more were refused since the last such line)");
    refusalTold = now;
    refusalsUntold = 0;
  }

  /** The server lets nothing of this host in: told once, and again when its words change. */
  void denied(Receiving.Denied reason) {
    String words = String.valueOf(reason.getMessage());
    if (!page.equals(outbox) && !words.equals(denial)) { // Its own page would not hear of it.
      denial = words;
      onPage(
          Outcome.FAILED,
          "what this agent gives of host "
              + host
              + " waits in a spool of its own, whose oldest samples go when it is full: "
              + words);
    }
  }

  /** The server has taken something of it. */
  void letIn() {
    if (!denial.isEmpty()) {
      denial = "";
      onPage(Outcome.OK, null);
    }
  }

  private void onPage(Outcome outcome, @Nullable String error) {
    page.report(new Run(Run.AGENT, "host " + host, outcome, error, clock.instant(), 0));
  }

  /** The server does not have yet what is of the future by its clock. */
  void clocksDiffer(Receiving.NotYet reason) {
    String message =
        "the clocks of this host and the server differ; what is of the future waits in the spool: "
            + reason.getMessage();
    log.warn(message);
    run("clock", Outcome.FAILED, message);
  }

  /** The two clocks, as measured; null: they agree. */
  void clocks(@Nullable String problem) {
    if (problem == null) {
      log.info("this machine's clock and the server's agree again");
    } else {
      log.warn(problem);
    }
    run("clock", problem == null ? Outcome.OK : Outcome.FAILED, problem);
  }

  void clocksAgree() {
    log.info("the server has what was of the future by its clock");
    run("clock", Outcome.OK, null);
  }

  private void report(String error) {
    log.warn(error);
    run("spool", Outcome.FAILED, error);
  }

  private void run(String script, Outcome outcome, @Nullable String error) {
    outbox.report(new Run(Run.AGENT, script, outcome, error, clock.instant(), 0));
  }
}
