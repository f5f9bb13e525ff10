// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.telling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.domestik.server.notify.Messages;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Pictures;
import org.domestik.server.notify.message.Refused;
import org.domestik.server.notify.message.TryLater;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.alert.Alerts;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notice goes to whom it is for, until it was sent, and as often as the other side bears. */
class OutboxTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;
  private volatile Instant now = NOON;
  private volatile List<Target> targets = List.of();
  private Storage storage;
  private Outbox outbox;

  /** A way out that notes what it sent. */
  private static final class Way implements Channel {
    final String name;
    final BlockingQueue<String> tried = new LinkedBlockingQueue<>();
    volatile @Nullable IOException fault;
    volatile @Nullable RuntimeException slip;
    volatile CountDownLatch hangs = new CountDownLatch(0);

    Way(String name) {
      this.name = name;
    }

    @Override
    public void send(Message message) throws IOException {
      tried.add(message.key());
      try {
        hangs.await();
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
      RuntimeException thrown = slip;
      if (thrown != null) {
        throw thrown;
      }
      IOException why = fault;
      if (why != null) {
        throw why;
      }
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String address() {
      return name;
    }
  }

  @BeforeEach
  void open() {
    storage = SqlStorage.open(StorageConfig.of("duckdb:" + folder.resolve("s.duckdb")), () -> now);
    outbox = Outbox.of(storage, () -> now, Pictures.NONE, () -> true, () -> false, () -> targets);
  }

  @AfterEach
  void close() {
    outbox.close();
    storage.close();
  }

  private static Target target(Channel... ways) {
    return new Target("ops", "info", List.of("*"), List.of("*"), null, null, List.of(ways));
  }

  private void add(String key, String way) {
    String message = Messages.full(Message.Kind.FIRING).toJson();
    storage.alerts().add(new Notice(key, "ops", way, message, "waiting", now, 0, now, null));
  }

  private Notice notice(String key) {
    return storage.alerts().notices(100).stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** Sends, and waits until a notice was tried so often. */
  private Notice after(String key, int attempts) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (notice(key).attempts() < attempts) {
      outbox.send();
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
    return notice(key);
  }

  @Test
  void whoAsksForAPauseGetsItWithAllThatWaits() throws Exception {
    Way way = new Way("url");
    targets = List.of(target(way));
    way.fault = new TryLater("answered 429", Duration.ofMinutes(5));
    add("a", "url");
    assertThat(after("a", 1).state()).isEqualTo("waiting");
    way.fault = null;
    add("b", "url");
    now = NOON.plus(Duration.ofSeconds(299));
    outbox.send();
    assertThat(way.tried.poll(5, TimeUnit.SECONDS)).isNotNull();
    assertThat(way.tried.poll(200, TimeUnit.MILLISECONDS)).isNull();
    now = NOON.plus(Duration.ofSeconds(301));
    assertThat(after("a", 2).state()).isEqualTo("sent");
    assertThat(after("b", 1).state()).isEqualTo("sent");
  }

  @Test
  void nobodyIsLeftAloneForMoreThanAnHour() {
    Way way = new Way("url");
    targets = List.of(target(way));
    way.fault = new TryLater("answered 503", Duration.ofDays(9_999));
    add("a", "url");
    after("a", 1);
    way.fault = null;
    now = NOON.plus(Duration.ofMinutes(61));
    assertThat(after("a", 2).state()).isEqualTo("sent");
  }

  @Test
  void aNoticeGoesToWhomItWasForWhateverStandsBesideItNow() {
    Way ada = new Way("mail ada@example.org");
    Way bob = new Way("mail bob@example.org");
    Way eve = new Way("mail eve@example.org");
    targets = List.of(target(ada, bob));
    add("for-bob", bob.name);
    targets = List.of(target(eve, ada, bob));
    assertThat(after("for-bob", 1).state()).isEqualTo("sent");
    assertThat(bob.tried).hasSize(1);
    assertThat(eve.tried).isEmpty();
    assertThat(ada.tried).isEmpty();
    add("for-ada", ada.name);
    targets = List.of(target(eve, bob));
    assertThat(after("for-ada", 1))
        .extracting(Notice::state, Notice::fault)
        .containsExactly("failed", "ops is not to be told by mail ada@example.org any more");
  }

  @Test
  void waysThatHangHoldUpNoOther() {
    CountDownLatch over = new CountDownLatch(1);
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Way way = new Way("mail " + i);
      way.hangs = over;
      ways.add(way);
    }
    ways.add(new Way("command"));
    targets = List.of(target(ways.toArray(Channel[]::new)));
    for (int i = 0; i < 20; i++) {
      add("n" + i, "mail " + i);
    }
    add("the last", "command");
    assertThat(after("the last", 1).state()).isEqualTo("sent");
    over.countDown();
  }

  @Test
  void aMessageThatCannotBeMadeIsTriedAgainLater() {
    Way way = new Way("url");
    targets = List.of(target(way));
    way.slip = new IllegalArgumentException("invalid header value");
    add("a", "url");
    assertThat(after("a", 1))
        .extracting(Notice::state, Notice::next)
        .containsExactly("waiting", NOON.plusSeconds(10));
    outbox.send();
    assertThat(way.tried).hasSize(1);
    way.slip = null;
    now = NOON.plusSeconds(10);
    assertThat(after("a", 2).state()).isEqualTo("sent");
  }

  @Test
  void whomTheLastMessageDidNotReachIsAProblemUntilOneDoes() {
    Way way = new Way("url");
    targets = List.of(target(way, new Way("command")));
    way.fault = new Refused("https://localhost: answered 401");
    add("a", "url");
    add("b", "command");
    assertThat(after("a", 1).state()).isEqualTo("failed");
    after("b", 1);
    assertThat(outbox.problems())
        .isEqualTo(Map.of("notify ops url", "https://localhost: answered 401"));
    way.fault = null;
    add("c", "url");
    after("c", 1);
    assertThat(outbox.problems()).isEmpty();
  }

  @Test
  void theStoreIsLookedAtSeldomWhereNothingWaits() {
    AtomicInteger looks = new AtomicInteger();
    AtomicBoolean news = new AtomicBoolean();
    Alerts counted =
        proxy(
            Alerts.class,
            (method, arguments) -> {
              looks.addAndGet(method.getName().equals("due") ? 1 : 0);
              return method.invoke(storage.alerts(), arguments);
            });
    Storage seen = proxy(Storage.class, (method, arguments) -> counted);
    Way way = new Way("url");
    targets = List.of(target(way));
    outbox.close();
    outbox =
        Outbox.of(
            seen, () -> now, Pictures.NONE, () -> true, () -> news.getAndSet(false), () -> targets);
    for (int i = 0; i < 50; i++) {
      outbox.round();
    }
    assertThat(looks).hasValue(10);
    add("a", "url");
    news.set(true);
    outbox.round();
    assertThat(looks).hasValue(11);
    outbox.round();
    assertThat(looks).hasValue(12);
  }

  /** What the outbox sees of the store while nothing can be written. */
  private Storage full(AtomicBoolean full) {
    Alerts alerts =
        proxy(
            Alerts.class,
            (method, arguments) -> {
              if (method.getName().equals("change") && full.get()) {
                throw new StorageUnavailable("no space left", new IllegalStateException());
              }
              return method.invoke(storage.alerts(), arguments);
            });
    return proxy(Storage.class, (method, arguments) -> alerts);
  }

  private interface Answer {
    Object to(Method method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            OutboxTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.to(method, arguments)));
  }

  @Test
  void whatWasSentIsNotSentAgainWhileTheStoreCannotNoteIt() {
    Way way = new Way("url");
    targets = List.of(target(way));
    add("a", "url");
    AtomicBoolean full = new AtomicBoolean(true);
    outbox.close();
    outbox =
        Outbox.of(full(full), () -> now, Pictures.NONE, () -> true, () -> false, () -> targets);
    for (int i = 0; i < 40; i++) {
      outbox.send();
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(way.tried).hasSize(1);
    full.set(false);
    assertThat(after("a", 1).state()).isEqualTo("sent");
    assertThat(way.tried).hasSize(1);
  }

  @Test
  void oneWayThatFailsHoldsUpNoOther() {
    Way bad = new Way("url");
    Way good = new Way("command");
    bad.fault = new IOException("nobody answers there");
    targets = List.of(target(bad, good));
    add("bad", "url");
    add("good", "command");
    assertThat(after("good", 1).state()).isEqualTo("sent");
    assertThat(after("bad", 1))
        .extracting(Notice::state, Notice::next)
        .containsExactly("waiting", NOON.plusSeconds(10));
    now = NOON.plusSeconds(10);
    assertThat(after("bad", 2).next()).isEqualTo(NOON.plusSeconds(30));
    now = NOON.plus(Duration.ofDays(3)); // As after a weekend's sleep.
    for (int tries = 3; tries < 20; tries++) {
      assertThat(after("bad", tries).state()).isEqualTo("waiting");
      now = now.plus(Duration.ofMinutes(30));
    }
    assertThat(after("bad", 20).state()).isEqualTo("failed");
  }

  @Test
  void manyThatWaitForOneWayHoldUpNoOther() {
    Way full = new Way("url");
    Way good = new Way("command");
    targets = List.of(target(full, good));
    full.fault = new TryLater("answered 429", Duration.ofHours(1));
    add("first", "url");
    after("first", 1);
    for (int i = 0; i < 150; i++) {
      add("n" + i, "url");
    }
    now = NOON.plusSeconds(20);
    add("good", "command");
    assertThat(after("good", 1).state()).isEqualTo("sent");
  }

  @Test
  void clockThatIsSetBackKeepsNothingFromBeingTold() {
    Way way = new Way("url");
    targets = List.of(target(way));
    now = NOON.plus(Duration.ofDays(1));
    for (int i = 0; i < 30; i++) {
      add("ahead" + i, "url");
    }
    for (int i = 0; i < 30; i++) {
      after("ahead" + i, 1);
    }
    now = NOON;
    add("back", "url");
    assertThat(after("back", 1).state()).isEqualTo("sent");

    now = NOON.plus(Duration.ofDays(2));
    way.fault = new TryLater("answered 429", Duration.ofMinutes(5));
    add("refused", "url");
    after("refused", 1);
    way.fault = null;
    now = NOON.plusSeconds(1);
    add("back again", "url");
    assertThat(after("back again", 1).state()).isEqualTo("sent");
  }

  @Test
  void whatIsSentWhileOthersAreLookedForIsNotSentAgain() {
    Way way = new Way("url");
    targets = List.of(target(way));
    for (int i = 0; i < 20; i++) {
      add("n" + i, "url");
    }
    for (int i = 0; i < 20; i++) {
      assertThat(after("n" + i, 1).state()).isEqualTo("sent");
    }
    assertThat(way.tried).hasSize(20);
  }

  @Test
  void nobodyGetsMoreThanThirtyInTenMinutes() {
    Way way = new Way("url");
    targets = List.of(target(way));
    for (int i = 0; i < 32; i++) {
      add("n" + i, "url");
    }
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (way.tried.size() < 30) {
      outbox.send();
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
    for (int i = 0; i < 20; i++) {
      outbox.send();
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(way.tried).hasSize(30);
    now = NOON.plusSeconds(601);
    while (way.tried.size() < 32) {
      outbox.send();
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
