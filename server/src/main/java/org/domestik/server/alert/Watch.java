// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.domestik.model.alert.Condition;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.judge.Current;
import org.domestik.server.alert.judge.HostWatch;
import org.domestik.server.alert.judge.Outlook;
import org.domestik.server.alert.judge.Scan;
import org.domestik.server.alert.judge.Tidying;
import org.domestik.server.alert.rules.AlertsFile;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.alert.telling.Held;
import org.domestik.server.alert.telling.Letters;
import org.domestik.server.alert.telling.Telling;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alerts;
import org.domestik.storage.alert.Changes;
import org.domestik.storage.alert.Told;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again whether something is wrong, in a thread of its own: no delivery waits for
 * it. Of several servers on one store one does so.
 */
public final class Watch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Watch.class.getName());

  /** Between two looks. */
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private static final Duration FIRST = Duration.ofSeconds(2);

  /** For so long a server that ends without a word is still the one that looks. */
  private static final Duration LEAD = Duration.ofSeconds(40);

  /** So long after the last look nobody was listening: the machine slept, or its clock jumped. */
  private static final Duration ASLEEP = Duration.ofMinutes(2);

  private static final Duration KEPT = Duration.ofDays(90);
  private static final Duration OUTLOOK = Duration.ofHours(1);

  private final String server = UUID.randomUUID().toString();
  private final Storage storage;
  private final InstantSource clock;
  private final Rules rules;
  private final Supplier<String> url;
  private final Function<String, @Nullable Instant> oldestWaiting;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alerts").daemon().factory());

  private final AtomicBoolean news = new AtomicBoolean();

  /** Why the last look failed; null where it did not, or the store was down. */
  private volatile @Nullable String fault;

  /** Until then no other server looks; long past where this one does not. */
  private volatile Instant leadsUntil = Instant.MIN;

  private @Nullable Memory memory;
  private Instant listening;
  private Instant lastLook;
  private Instant nextOutlook = Instant.MIN;
  private Instant nextForget = Instant.MIN;

  /** What is known while this server is the one that looks. */
  private static final class Memory {
    final Current current;
    final Scan scan;
    final HostWatch hosts;
    Collection<Told> told;
    Set<String> names = Set.of();
    @Nullable Rulebook book;

    Memory(Current current, Scan scan, HostWatch hosts, Collection<Told> told) {
      this.current = current;
      this.scan = scan;
      this.hosts = hosts;
      this.told = told;
    }
  }

  private Watch(
      Storage storage,
      InstantSource clock,
      Rules rules,
      Supplier<String> url,
      Function<String, @Nullable Instant> oldestWaiting) {
    this.storage = storage;
    this.clock = clock;
    this.rules = rules;
    this.url = url;
    this.oldestWaiting = oldestWaiting;
    listening = clock.instant();
    lastLook = listening;
  }

  /**
   * For looks by hand.
   *
   * @param url where the pages are
   * @param oldestWaiting the time of the oldest sample in a host's spool; null: there is none
   */
  public static Watch of(
      Storage storage,
      InstantSource clock,
      Rules rules,
      Supplier<String> url,
      Function<String, @Nullable Instant> oldestWaiting) {
    return new Watch(storage, clock, rules, url, oldestWaiting);
  }

  /** Begins to look by itself. */
  public static Watch start(
      Storage storage,
      InstantSource clock,
      Path file,
      ZoneId zone,
      Supplier<String> url,
      Function<String, @Nullable Instant> oldestWaiting) {
    Watch watch = of(storage, clock, new Rules(file, zone), url, oldestWaiting);
    watch.rules.load();
    var _ =
        watch.thread.scheduleWithFixedDelay(
            watch::lookSafely, FIRST.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** The rules in force, and what is wrong with the others. */
  public Rules rules() {
    return rules;
  }

  /** Whether something is to be told since this was last asked. */
  public boolean hasNews() {
    return news.getAndSet(false);
  }

  /** What is wrong with rules, and with looks; for people. */
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>(rules.problems());
    String why = fault;
    if (why != null) {
      problems.put("alerts: looks", why);
    }
    return problems;
  }

  /** Whether this server is the one that looks and sends. */
  public boolean leads() {
    return clock.instant().isBefore(leadsUntil);
  }

  private void lookSafely() {
    try {
      look();
      fault = null;
    } catch (StorageUnavailable e) {
      LOG.log(Level.FINE, "alerts: the store is down: {0}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // Whatever it was: a scheduled task that throws would never run again.
      LOG.log(Level.WARNING, "alerts: a look failed", e);
      fault = "nobody is told of anything: a look failed: " + e;
    }
  }

  /** Looks once; for looks by hand, by one thread at a time. */
  public void look() {
    Instant now = clock.instant();
    if (Duration.between(lastLook, now).abs().compareTo(ASLEEP) > 0) {
      listening = now;
    }
    if (now.isBefore(lastLook)) { // The clock was set back, perhaps by years.
      nextOutlook = now;
      nextForget = now;
      memory = null; // What was read up to is yet to come.
      listening = now;
    }
    lastLook = now;
    // Whoever leads: its pages and /health tell of this server's file.
    if (rules.load()) {
      nextForget = now; // What of the new file matches nothing is told at once.
    }
    boolean done = false;
    try {
      Alerts alerts = storage.alerts();
      boolean leads = alerts.lead(server, now, now.plus(LEAD));
      leadsUntil = leads ? now.plus(LEAD) : Instant.MIN;
      if (leads) {
        look(alerts, now);
        done = true;
      }
    } catch (StorageUnavailable e) {
      listening = now; // No host could deliver meanwhile.
      throw e;
    } finally {
      if (!done) {
        memory = null; // What was judged and not saved is judged again.
      }
    }
  }

  private void look(Alerts alerts, Instant now) {
    Map<String, ProbeDescription> descriptions = storage.descriptions();
    List<HostStatus> hosts = storage.hosts();
    Rulebook book = rules.book(descriptions.values());
    Set<String> names = hosts.stream().map(HostStatus::host).collect(Collectors.toSet());
    Memory known = memory;
    // A host that is gone may be there under another name, and so are its alerts in the store.
    if (known == null || !names.containsAll(known.names)) {
      known =
          new Memory(
              new Current(alerts.newest(), now),
              known == null ? new Scan(storage) : known.scan,
              known == null ? new HostWatch(oldestWaiting) : known.hosts,
              alerts.told());
      memory = known;
    }
    known.names = names;
    known.scan.run(book, descriptions, hosts, now, known.current);
    boolean looksAtRuns =
        book.rules().stream().anyMatch(rule -> rule.condition() instanceof Condition.Failing);
    Map<String, List<Run>> runs = looksAtRuns ? storage.runs() : Map.of();
    known.hosts.run(book, hosts, runs, known.scan, listening, now, known.current);
    if (!now.isBefore(nextOutlook)) {
      new Outlook(storage, rules.zone()).run(book, descriptions, hosts, now, known.current);
      nextOutlook = now.plus(OUTLOOK);
    }
    boolean others = rules.isKnown() && !book.equals(known.book);
    Tidying.run(book, others, descriptions, hosts, now, known.current);
    if (rules.isKnown()) {
      known.book = book;
    }
    save(alerts, known, book, descriptions, hosts, now);
    if (!now.isBefore(nextForget)) {
      var _ = rules.unmatched(storage, true);
      alerts.forget(now.minus(KEPT));
      nextForget = now.plus(Duration.ofHours(1));
    }
  }

  private void save(
      Alerts alerts,
      Memory known,
      Rulebook book,
      Map<String, ProbeDescription> descriptions,
      List<HostStatus> hosts,
      Instant now) {
    AlertsFile file = rules.file();
    Set<String> seen =
        alerts.acknowledged().stream().map(Acknowledgement::alert).collect(Collectors.toSet());
    Held held =
        new Held(book, file.quiet(), alerts.quiet(now), known.current.settled(), hosts, now);
    Telling telling = new Telling(held, seen, new Letters(url.get(), descriptions), now);
    if (rules.isKnown()) { // Else all targets would be gone, with what they were told.
      telling.run(file.targets(), known.current.settled(), known.told);
    }
    Changes changes =
        new Changes(
            List.copyOf(known.current.put()),
            known.current.removed(),
            telling.told(),
            telling.forgotten(),
            telling.notices());
    if (changes.isEmpty()) {
      return;
    }
    if (!alerts.save(server, changes)) {
      throw new StorageUnavailable(
          "another server looks after alerts now", new IllegalStateException("not the leader"));
    }
    known.current.saved();
    if (!changes.notices().isEmpty()) {
      news.set(true);
    }
    if (!telling.told().isEmpty() || !telling.forgotten().isEmpty()) {
      known.told = alerts.told();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
    resign();
  }

  /** Lets another server look at once. */
  private void resign() {
    if (leads()) {
      leadsUntil = Instant.MIN;
      try {
        Instant now = clock.instant();
        storage.alerts().lead(server, now, now);
      } catch (StorageUnavailable e) {
        LOG.log(Level.FINE, "alerts: the store is down: {0}", e.getMessage());
      }
    }
  }
}
