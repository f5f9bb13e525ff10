// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.Credentials;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.User;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");

  /** The common pool may have one thread, which others' tests hold. */
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  @TempDir Path data;
  private Instant now = THEN;
  private volatile long ticks;
  private Storage storage;
  private Directory directory;

  private static Token token(String name) {
    return new Token(name, "hash " + name, "write", "*", null, null, null, THEN, null, null);
  }

  private Map<String, Token> known() {
    return directory.known().tokens();
  }

  @BeforeEach
  void open() {
    StorageConfig config = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    storage = SqlStorage.open(config, () -> now);
    directory = new Directory(storage.access(), () -> now, false);
    storage.access().add(new User("ada", "admin", "hash", THEN, null));
    storage.access().add(token("first"));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void usesAreStoredWhileWhatIsKnownStays() {
    Credentials before = directory.known();
    directory.used("hash first");
    now = now.plusSeconds(61);
    directory.look();
    assertThat(directory.known()).isSameAs(before);
    assertThat(directory.lastUse("hash first")).isEqualTo(THEN);
    assertThat(storage.access().credentials().tokens().get("hash first").lastUse()).isEqualTo(THEN);
  }

  @Test
  void anAddedTokenIsKnownWithoutAnotherLookAtTheOthers() {
    Credentials before = directory.known();
    new Accounts(directory).newToken("second", "write", null, null);
    assertThat(known().values()).extracting(Token::name).contains("first", "second");
    assertThat(directory.known().users()).isSameAs(before.users());
    assertThat(known()).isEqualTo(storage.access().credentials().tokens());
  }

  @Test
  void aTokenThatWasRevokedMeanwhileStaysSo() {
    directory.known();
    long turn = directory.turn();
    storage.access().add(token("second"));
    storage.access().removeToken("second");
    directory.changed();
    directory.added(token("second"), turn);
    assertThat(known()).containsOnlyKeys("hash first");
  }

  @Test
  void anEnrolmentTakesThePlaceOfTheHostsFormerToken() {
    directory.known();
    Accounts accounts = new Accounts(directory);
    Object code = accounts.newEnrolment("*", 2, "1h").get("secret");
    accounts.enrol(String.valueOf(code), "agent", "web1");
    accounts.enrol(String.valueOf(code), "agent", "web1");
    assertThat(known().values()).extracting(Token::name).containsOnly("first", "host:web1");
    assertThat(known()).isEqualTo(storage.access().credentials().tokens());
  }

  /** The store's access, one of whose answers is held back once it is found. */
  private Access held(String method, CountDownLatch found, CountDownLatch free) {
    Access access = storage.access();
    return (Access)
        Proxy.newProxyInstance(
            Access.class.getClassLoader(),
            new Class<?>[] {Access.class},
            (_, called, values) -> {
              Object answer = called.invoke(access, values);
              if (called.getName().equals(method) && ticks > 0) {
                found.countDown();
                assertThat(free.await(1, TimeUnit.MINUTES)).isTrue();
              }
              return answer;
            });
  }

  @Test
  void nobodyWaitsWhileAnotherAsksWhetherSomethingChanged() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    directory = new Directory(held("changes", found, free), () -> now, true, () -> ticks);
    Credentials before = directory.known();
    storage.access().add(token("second"));
    ticks = TimeUnit.SECONDS.toNanos(3);
    CompletableFuture<Credentials> asking =
        CompletableFuture.supplyAsync(directory::known, THREADS);
    assertThat(found.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Credentials> other =
        CompletableFuture.supplyAsync(
            () -> {
              directory.used("hash first");
              return directory.known();
            },
            THREADS);
    assertThat(other.get(1, TimeUnit.MINUTES)).isSameAs(before);
    assertThat(asking).isNotDone();
    free.countDown();
    assertThat(asking.get().tokens()).containsKey("hash second");
    assertThat(known()).containsKey("hash second");
  }

  @Test
  void whatIsChangedHereWhileOneAsksIsKnown() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    directory = new Directory(held("credentials", found, free), () -> now, false, () -> ticks);
    ticks = 1;
    CompletableFuture<Credentials> asking =
        CompletableFuture.supplyAsync(directory::known, THREADS);
    assertThat(found.await(1, TimeUnit.MINUTES)).isTrue();
    long turn = directory.turn();
    storage.access().add(token("second"));
    directory.added(token("second"), turn);
    free.countDown();
    assertThat(asking.get().tokens()).containsKey("hash second");
    assertThat(known()).containsKey("hash second");
  }
}
