// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.telling;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Pictures;
import org.domestik.server.notify.message.Refused;
import org.domestik.server.notify.message.TryLater;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.alert.Notice;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is to be told, in threads of its own: one target that is slow holds up no other.
 *
 * <p>A notice stays in the store until it was sent or is given up. A kill between the sending and
 * the note of it sends it once more, with the same key.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LAST_RETRY = Duration.ofMinutes(30);
  private static final Duration GIVEN_UP = Duration.ofDays(2);

  /** Of those two days a machine may have slept: some hours of tries it is at least. */
  private static final int LEAST_TRIES = 20;

  /** Who asks for a longer pause is asked again then. */
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  /** More messages to one target in ten minutes wait for their turn. */
  private static final int MOST = 30;

  private static final Duration SPAN = Duration.ofMinutes(10);

  /**
   * Of so many rounds one looks at the store where the last look found nothing, and no news came.
   */
  private static final int IDLE = 5;

  /** Notices of one way out that are looked at in a round. */
  private static final int AT_ONCE = 10;

  /** So many ways may hang at once and hold up no other; idle threads end. */
  private static final int THREADS = 32;

  private final Storage storage;
  private final InstantSource clock;
  private final Pictures pictures;
  private final BooleanSupplier sends;
  private final BooleanSupplier news;
  private final Supplier<List<Target>> targets;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final Map<String, Deque<Instant>> sent = new HashMap<>();
  private final Map<String, Instant> resting = new HashMap<>();

  /** In so many rounds it is looked again, news or not. */
  private int idle;

  /** Why the last message by a way was not taken; none where it was. */
  private final Map<String, String> faults = new ConcurrentHashMap<>();

  /** What came of notices that the store could not be told yet, by their keys. */
  private final Map<String, Notice> unnoted = new ConcurrentHashMap<>();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("outbox").daemon().factory());
  private final ExecutorService senders = senders();

  private Outbox(
      Storage storage,
      InstantSource clock,
      Pictures pictures,
      BooleanSupplier sends,
      BooleanSupplier news,
      Supplier<List<Target>> targets) {
    this.storage = storage;
    this.clock = clock;
    this.pictures = pictures;
    this.sends = sends;
    this.news = news;
    this.targets = targets;
  }

  private static ExecutorService senders() {
    ThreadPoolExecutor senders =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("notify-", 0).daemon().factory());
    senders.allowCoreThreadTimeOut(true);
    return senders;
  }

  /** For rounds by hand. */
  static Outbox of(
      Storage storage,
      InstantSource clock,
      Pictures pictures,
      BooleanSupplier sends,
      BooleanSupplier news,
      Supplier<List<Target>> targets) {
    return new Outbox(storage, clock, pictures, sends, news, targets);
  }

  /**
   * Begins to send by itself.
   *
   * @param pictures of what an alert is about
   * @param sends whether this server is the one that does
   * @param news whether there are notices since it was last asked
   * @param targets as they are now
   */
  public static Outbox start(
      Storage storage,
      InstantSource clock,
      Pictures pictures,
      BooleanSupplier sends,
      BooleanSupplier news,
      Supplier<List<Target>> targets) {
    Outbox outbox = of(storage, clock, pictures, sends, news, targets);
    var _ =
        outbox.thread.scheduleWithFixedDelay(
            outbox::round, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return outbox;
  }

  /** Whom the last message did not reach, and why, by where that is; for people. */
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    for (Target target : sends.getAsBoolean() ? targets.get() : List.<Target>of()) {
      for (Channel channel : target.channels()) {
        String fault = faults.get(way(target.name(), channel.name()));
        if (fault != null) {
          problems.put("notify " + target.name() + " " + channel.name(), fault);
        }
      }
    }
    return problems;
  }

  /** What is done every {@link #PAUSE}, by one thread. */
  void round() {
    try {
      if (sends.getAsBoolean()) {
        if (news.getAsBoolean() || --idle <= 0) {
          idle = send() ? 0 : IDLE;
        }
      } else {
        faults.clear(); // Another server knows.
      }
    } catch (StorageUnavailable e) {
      LOG.log(Level.FINE, "notices: the store is down: {0}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // Whatever it was: a scheduled task that throws would never run again.
      LOG.log(Level.WARNING, "notices could not be sent", e);
    }
  }

  /** Begins to send what is due, of each way out one at a time; whether there is anything. */
  boolean send() {
    Instant now = clock.instant();
    // Before what is due is read: what was on its way then may be sent by now, and is not sent
    // again.
    Set<String> underWay = Set.copyOf(busy);
    List<Notice> due = storage.alerts().due(now, AT_ONCE);
    for (Notice notice : due) {
      String way = way(notice);
      if (!underWay.contains(way) && mayBeTold(way, now) && busy.add(way)) {
        senders.execute(
            () -> {
              try {
                send(notice, now);
              } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a notice to " + notice.target() + " was not noted", e);
              } finally {
                busy.remove(way);
              }
            });
      }
    }
    return !due.isEmpty();
  }

  private synchronized boolean mayBeTold(String way, Instant now) {
    Instant rested = resting.getOrDefault(way, now);
    // One that is further away is of a clock that was set back.
    if (rested.isAfter(now) && !rested.isAfter(now.plus(LONGEST_REST))) {
      return false;
    }
    resting.remove(way);
    Deque<Instant> times = sent.computeIfAbsent(way, it -> new ArrayDeque<>());
    // Those of the future too: the clock was set back.
    times.removeIf(it -> it.plus(SPAN).isBefore(now) || it.isAfter(now));
    return times.size() < MOST;
  }

  private synchronized void sent(String way, Instant now) {
    sent.computeIfAbsent(way, it -> new ArrayDeque<>()).addLast(now);
  }

  private void send(Notice notice, Instant now) {
    Notice noted = unnoted.get(notice.key());
    if (noted != null) {
      keep(noted); // A store whose disk is full would have it sent again every two seconds.
      return;
    }
    sent(way(notice), now);
    Channel channel = channel(notice);
    if (channel == null) {
      note(
          notice,
          "failed",
          notice.target() + " is not to be told by " + notice.channel() + " any more");
      return;
    }
    try {
      channel.send(Message.fromJson(notice.message()), pictures);
    } catch (Refused | BadInput e) {
      LOG.log(
          Level.WARNING,
          "{0} refuses a message: {1}",
          new Object[] {channel.address(), e.getMessage()});
      note(notice, "failed", String.valueOf(e.getMessage()));
      return;
    } catch (IOException e) {
      if (e instanceof TryLater later) {
        rest(notice, later);
      }
      retry(notice, channel, e.getMessage() == null ? e.toString() : e.getMessage());
      return;
    } catch (RuntimeException e) {
      // A slip of ours, or of a template: what waits behind it is not to wait for ever.
      LOG.log(Level.WARNING, "no message could be made for " + channel.address(), e);
      retry(notice, channel, "the message could not be made; the server's log says why");
      return;
    }
    note(notice, "sent", null);
  }

  private @Nullable Channel channel(Notice notice) {
    for (Target target : targets.get()) {
      if (target.name().equals(notice.target())) {
        for (Channel channel : target.channels()) {
          if (channel.name().equals(notice.channel())) {
            return channel;
          }
        }
      }
    }
    return null;
  }

  private void retry(Notice notice, Channel channel, String fault) {
    boolean over =
        notice.attempts() + 1 >= LEAST_TRIES
            && notice.created().plus(GIVEN_UP).isBefore(clock.instant());
    if (notice.attempts() == 0 || over) {
      LOG.log(
          Level.WARNING,
          "{0} cannot be told: {1}; {2}",
          new Object[] {channel.address(), fault, over ? "given up" : "it is tried again"});
    }
    note(notice, over ? "failed" : "waiting", fault);
  }

  /** Leaves a way alone for as long as the other side asks, with all that waits for it. */
  private synchronized void rest(Notice notice, TryLater later) {
    Duration asked = later.pause();
    Duration most = asked.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : asked;
    resting.put(way(notice), clock.instant().plus(most));
  }

  private static String way(Notice notice) {
    return way(notice.target(), notice.channel());
  }

  private static String way(String target, String channel) {
    return target + "\n" + channel;
  }

  private void note(Notice it, String state, @Nullable String fault) {
    Instant now = clock.instant();
    if (fault == null) {
      faults.remove(way(it));
    } else {
      faults.put(way(it), fault);
    }
    int attempts = it.attempts() + 1;
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempts - 1, 10));
    Instant next =
        state.equals("waiting")
            ? now.plus(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait)
            : now;
    keep(
        new Notice(
            it.key(),
            it.target(),
            it.channel(),
            it.message(),
            state,
            it.created(),
            attempts,
            next,
            fault));
  }

  /** Tells the store what came of a notice; until it knows, the notice is not tried again. */
  private void keep(Notice noted) {
    boolean isNew = unnoted.put(noted.key(), noted) == null;
    try {
      storage.alerts().change(noted);
      unnoted.remove(noted.key());
    } catch (StorageUnavailable e) {
      LOG.log(
          isNew ? Level.WARNING : Level.FINE,
          "what came of a notice to {0} is noted later: {1}",
          new Object[] {noted.target(), e.getMessage()});
    }
  }

  /** Ends; what is being sent has 5 s left. */
  @Override
  public void close() {
    thread.shutdownNow();
    senders.shutdown();
    try {
      if (!senders.awaitTermination(5, TimeUnit.SECONDS)) {
        senders.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      senders.shutdownNow();
    }
  }
}
