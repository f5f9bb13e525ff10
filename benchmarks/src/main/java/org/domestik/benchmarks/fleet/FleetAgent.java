// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.domestik.benchmarks.fleet.AgentSpool.Entry;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.model.Sample;
import org.domestik.model.Version;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.WireFormat;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * One agent without its scripts and its disk: when it gathers, sends, waits and comes back is what
 * the real one's {@code Courier}, {@code Gathering}, {@code Backoff} and {@code HttpConnection} do.
 * For one thread.
 */
final class FleetAgent implements Runnable {
  private static final Duration GATHER = Duration.ofMillis(50);
  private static final Duration GATHER_AWAY = Duration.ofSeconds(5);
  private static final Duration PACE = Duration.ofMillis(100);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int BUFFER = 1024;
  private static final int TOO_MANY = 429;
  private static final String PATH = "/api/v1/samples";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final FleetPlan plan;
  private final AgentCounts counts;
  private final String name;
  private final InetAddress address;
  private final String head;
  private final long start;
  private final AgentSchedule schedule;
  private final AgentSpool spool = new AgentSpool();
  private final UUID boot = UUID.randomUUID();
  private final Random random;
  private @Nullable Connection connection;
  private long sequence;

  /** What grows for as long as the server asks for, as in the real one's {@code Gathering}. */
  private @Nullable Entry open;

  private long opened;
  private int gather;
  private long nextWaiting;

  /** 0: the last try went well. */
  private long pause;

  private long retry;
  private boolean isKnown;
  private boolean isCaughtUp;

  /**
   * @param start in nanoseconds of the system's
   */
  FleetAgent(FleetPlan plan, AgentCounts counts, int number, String token, long start)
      throws IOException {
    this.plan = plan;
    this.counts = counts;
    this.start = start;
    this.name = plan.fleet().host(number);
    this.random = new Random(number);
    this.schedule = new AgentSchedule(plan.fleet(), number, plan.tempo().minutes(1));
    this.head =
        "Authorization: Bearer %s\r\nUser-Agent: dmkcheckd/%s\r\nAccept: application/json\r\n"
            .formatted(token, Version.current());
    // Each has an address of this machine, as each real one has of its own.
    this.address =
        InetAddress.getByAddress(
            new byte[] {
              127, (byte) (1 + number / 62_500), (byte) (number / 250), (byte) (1 + number % 250)
            });
  }

  @Override
  public void run() {
    try {
      sleepUntil(start);
      schedule.begin(start);
      nextWaiting = start;
      while (plan.isSampling(schedule.next()) || !spool.isEmpty()) {
        sleepUntil(wake());
        step();
      }
      close();
    } catch (IOException | RuntimeException e) {
      counts.broke(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
  }

  private long wake() {
    boolean isAway = pause > 0;
    long gather = plan.tempo().nanos(isAway ? GATHER_AWAY : GATHER);
    long due = Long.MAX_VALUE;
    if (plan.isSampling(schedule.next())) {
      due = schedule.next() + gather;
    }
    if (isAway) {
      due = Math.min(due, retry);
    } else if (spool.unsent() != null) {
      due = Math.min(due, nextWaiting);
    }
    return open == null ? due : Math.min(due, opened + gatherNanos());
  }

  /** The first delivery waits for nothing. */
  private long gatherNanos() {
    return isKnown ? plan.tempo().nanos(Duration.ofSeconds(gather)) : 0;
  }

  private void step() throws IOException {
    long now = System.nanoTime();
    boolean isTurn = pause == 0 || retry - now <= 0;
    if (plan.isSampling(schedule.next()) && schedule.next() - now <= 0) {
      Instant time = InstantSource.system().instant();
      Batch batch = schedule.run(now, time, new Delivery(boot, sequence));
      add(batch, now);
      counts.offered.add(batch.samples().stream().mapToLong(it -> it.rows().size()).sum());
    }
    if (isTurn) {
      try {
        deliver();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  private void add(Batch batch, long now) {
    if (pause > 0) {
      spool.add(batch.withRuns(List.of()), now, false);
      sequence++;
    } else if (open == null) {
      open = spool.add(batch, now, true);
      opened = now;
      sequence++;
    } else {
      open.batch = together(open.batch, batch);
    }
  }

  private static Batch together(Batch before, Batch more) {
    List<Sample> samples = new ArrayList<>(before.samples());
    samples.addAll(more.samples());
    Map<String, ProbeDescription> said = new HashMap<>(before.descriptions());
    said.putAll(more.descriptions());
    Map<String, Run> runs = new LinkedHashMap<>();
    before.runs().forEach(run -> runs.put(run.script(), run));
    more.runs().forEach(run -> runs.put(run.script(), run));
    return new Batch(
        before.host(),
        before.delivery(),
        samples,
        said,
        List.copyOf(runs.values()),
        more.scripts() == null ? before.scripts() : more.scripts());
  }

  private void failed(IOException e) throws IOException {
    if (e instanceof Connection.Refused answer) {
      if (answer.status() < 500 && answer.status() != TOO_MANY) {
        throw new IOException(name + ": " + answer.getMessage(), answer);
      }
      counts.refused.increment();
    } else {
      counts.failed.increment();
    }
    counts.does(name, e.toString());
    open = null; // It goes first when the server is back, as it is.
    long longest = plan.tempo().nanos(LONGEST_PAUSE);
    pause = pause == 0 ? plan.tempo().nanos(FIRST_PAUSE) : Math.min(longest, 2 * pause);
    retry = System.nanoTime() + (long) (pause * random.nextDouble(0.5, 1.5));
  }

  private void deliver() throws IOException {
    boolean wasAway = pause > 0;
    boolean isOver =
        System.nanoTime() - opened >= gatherNanos() || !plan.isSampling(schedule.next());
    if (isOver) {
      open = null;
    }
    Entry known = spool.unsettled(open);
    while (known != null) {
      send(known);
      known = spool.unsettled(open);
    }
    Entry old = nextWaiting - System.nanoTime() > 0 ? null : spool.unsent();
    if (old != null) {
      long before = System.nanoTime();
      old.sent = true;
      send(old);
      long end = System.nanoTime();
      nextWaiting = end + Math.max(plan.tempo().nanos(PACE), end - before);
    }
    Entry newest = spool.newest();
    if (wasAway && newest != null) {
      newest.sent = true;
      send(newest);
    }
  }

  private void send(Entry entry) throws IOException {
    byte[] document = WireFormat.toJson(entry.batch.with(spool.state(entry))).getBytes(UTF_8);
    long before = System.nanoTime();
    post(document, entry.batch.samples().size() / 2);
    long now = System.nanoTime();
    counts.answered((now - before) / 1e6, entry.rows());
    counts.isWell(name);
    spool.remove(entry);
    pause = 0;
    if (!isKnown) {
      isKnown = true;
      counts.known.incrementAndGet();
    }
    if (!isCaughtUp && plan.isBack(before) && !spool.has(plan.back())) {
      isCaughtUp = true;
      counts.caughtUp.incrementAndGet();
    }
  }

  /**
   * @param runs of scripts in it: each brings a sample and its cost
   */
  private void post(byte[] document, int runs) throws IOException {
    if (connection != null && random.nextDouble() < plan.cuts() * runs) {
      close();
    }
    if (connection != null) {
      try {
        post(connection, document);
        return;
      } catch (Connection.Refused e) {
        throw e;
      } catch (SocketTimeoutException e) {
        close();
        throw e;
      } catch (IOException e) {
        close(); // It may be only that the server has given this connection up.
        counts.closed.increment();
      }
    }
    try {
      counts.does(name, "connects");
      Connection made = plan.server().connect(name, address, BUFFER);
      connection = made;
      counts.handshakes.increment();
      counts.does(name, "asks");
      if (!isKnown) {
        greet(made);
      }
      counts.does(name, "delivers");
      post(made, document);
    } catch (Connection.Refused e) {
      throw e;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** By the answer, whatever it is, an agent knows the server's clock. */
  private void greet(Connection to) throws IOException {
    try {
      var _ = said(to).get("/health");
    } catch (Connection.Refused e) {
      counts.refused.increment();
    }
  }

  private Connection said(Connection to) {
    return to.head(head + "Date: " + DATE.format(InstantSource.system().instant()) + "\r\n");
  }

  private void post(Connection to, byte[] document) throws IOException {
    var _ = said(to).post(PATH, "application/json", document);
    gather = to.gatherSeconds();
    counts.gather.set(gather);
  }

  private void close() throws IOException {
    Connection line = connection;
    connection = null;
    if (line != null) {
      line.close();
    }
  }
}
