// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.access.User;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that outgrows its file, and the way back. */
abstract class StoreMigrationContract implements StoreUnderTest {
  private static final Instant NOW = Contract.NOW;
  static final StoreCopy.Progress QUIET = (rows, of) -> {};

  final HandClock clock = new HandClock(NOW);
  @TempDir Path folder;
  StorageConfig home;
  StorageConfig fleet;

  @BeforeEach
  void places() {
    home = StorageConfig.of("duckdb:" + folder.resolve("home.duckdb"));
    fleet = StorageConfig.of(freshUrl(folder));
  }

  StorageConfig other() {
    return StorageConfig.of("duckdb:" + folder.resolve("other.duckdb"));
  }

  void fill() {
    try (Storage storage = SqlStorage.open(home, clock)) {
      storage.describe(Contract.tracking());
      for (String host : List.of("a", "b")) {
        storage.accept(
            Contract.batch(
                host,
                Contract.tracked("p", NOW.minus(Duration.ofDays(4)), Duration.ofMinutes(5), 1_150)
                    .toArray(Sample[]::new)));
      }
      storage.accept(
          Contract.batch(
              "a",
              new Sample(
                  "odd",
                  NOW,
                  List.of(
                      Row.of(List.of("it's", "\"ü\""), Map.of("x", 1e290)),
                      Row.of(List.of("", "z"), Map.of("y", -0.5))))));
      storage.accept(Contract.delivered("a", 3, Contract.sample("load", NOW, List.of(), "v", 1)));
      storage.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
      storage.retire("b", NOW);
      storage.access().add(new User("ada", "admin", "hash", NOW, null));
    }
  }

  /** All that one may ask a store for. */
  List<Object> told(StorageConfig config) {
    List<Object> told = new ArrayList<>();
    try (Storage storage = SqlStorage.open(config, clock)) {
      for (String view : List.of("process_tracking", "process_tracking_archive", "odd", "load")) {
        storage.select("SELECT * FROM domestik.probe_" + view, 100_000).rows().stream()
            .map(Object::toString)
            .sorted()
            .forEach(told::add);
      }
      told.add(storage.hosts());
      told.add(storage.lifeCycle().verify(LifeCycle.Scope.ALL));
      told.add(storage.access().credentials().users());
      told.add(storage.descriptions());
    }
    return told;
  }

  @Test
  void allComesAlongAndBack() {
    fill();
    List<Object> before = told(home);
    StoreMigration moved = StoreMigration.run(home, fleet, clock, QUIET);
    assertThat(moved.balances()).hasSize(4).allMatch(Balance::balanced);
    assertThat(moved.left()).isEmpty();
    assertThat(told(fleet)).isEqualTo(before);
    assertThat(told(home)).as("what it came from").isEqualTo(before);
    assertThat(StoreMigration.run(fleet, other(), clock, QUIET)).isEqualTo(moved);
    assertThat(told(other())).isEqualTo(before);
  }

  @Test
  void repeatIsKnownAndLifeGoesOnInTheOtherStore() {
    fill();
    StoreMigration.run(home, fleet, clock, QUIET);
    try (Storage storage = SqlStorage.open(fleet, clock)) {
      Sample load = Contract.sample("load", NOW, List.of(), "v", 1);
      assertThat(storage.accept(Contract.delivered("a", 3, load)).duplicate()).isTrue();
      Instant later = NOW.plusSeconds(60);
      clock.set(later);
      storage.accept(
          Contract.batch("c", Contract.sample("odd", later, List.of("n", "m"), "x", 1, "new", 2)));
      storage.lifeCycle().archive(LifeCycle.Scope.ALL, later.plus(Duration.ofDays(3)), s -> {});
      assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
          .hasSize(5)
          .allMatch(Balance::balanced);
    }
  }

  @Test
  void whatWasBrokenOffIsRefusedAndGoneOnWith() {
    fill();
    IllegalStateException enough = new IllegalStateException("enough");
    for (double part : new double[] {0, 0.5, 1}) {
      assertThatThrownBy(
              () ->
                  StoreMigration.run(
                      home,
                      fleet,
                      clock,
                      (rows, of) -> {
                        if (rows >= 1 + part * (of - 1)) {
                          throw enough;
                        }
                      }))
          .isSameAs(enough);
      assertThatThrownBy(() -> SqlStorage.open(fleet, clock).hosts())
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("as a migration did not end: run it again");
    }
    List<Long> heard = new ArrayList<>();
    StoreMigration.run(home, fleet, clock, (rows, of) -> heard.add(rows));
    assertThat(heard).isSorted();
    assertThat(told(fleet)).isEqualTo(told(home));
  }

  @Test
  void killedInItsMidstItGoesOnWhereItWas() throws Exception {
    fill();
    List<Object> before = told(home);
    for (String part : List.of("0", "0.3", "0.7", "1")) {
      Path said = folder.resolve("said" + part);
      Process child = ChildJvm.start(said, Migrating.class, home.url(), fleet.url(), part);
      try {
        ChildJvm.heard(child, said);
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertThatThrownBy(() -> SqlStorage.open(fleet, clock).hosts())
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("as a migration did not end: run it again");
    }
    StoreMigration.run(home, fleet, clock, QUIET);
    assertThat(told(fleet)).isEqualTo(before);
  }

  /** Migrates a part, says so, and waits to be killed. */
  static final class Migrating {
    private Migrating() {}

    public static void main(String[] arguments) {
      double part = Double.parseDouble(arguments[2]);
      StoreMigration.run(
          StorageConfig.of(arguments[0]),
          StorageConfig.of(arguments[1]),
          new HandClock(NOW),
          (rows, of) -> {
            if (rows >= 1 + part * (of - 1)) {
              System.out.println(rows + " of " + of);
              LockSupport.park();
            }
          });
    }
  }

  @Test
  void whatChangedMeanwhileIsNotGoneOnWith() {
    fill();
    assertThatThrownBy(
            () ->
                StoreMigration.run(
                    home,
                    other(),
                    clock,
                    (rows, of) -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    try (Storage storage = SqlStorage.open(home, clock)) {
      storage.accept(
          Contract.batch("a", Contract.sample("load", NOW.plusSeconds(1), List.of(), "v", 1)));
    }
    assertThatThrownBy(() -> StoreMigration.run(home, other(), clock, QUIET))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("empty this store and begin anew");
  }

  @Test
  void usersOfTheOtherStoreStay() {
    fill();
    User bob = new User("bob", "admin", "hash", NOW, null);
    try (Storage storage = SqlStorage.open(fleet, clock)) {
      storage.access().add(bob);
    }
    assertThatThrownBy(() -> StoreMigration.run(home, fleet, clock, QUIET))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("has users or tokens of its own");
    try (Storage storage = SqlStorage.open(fleet, clock)) {
      assertThat(storage.access().credentials().users().values()).containsExactly(bob);
      storage.access().change("bob", users -> null, null);
    }
    StoreMigration.run(home, fleet, clock, QUIET);
    assertThat(told(fleet)).isEqualTo(told(home));
  }

  @Test
  void nothingIsMixedOrTakenFromARunningServer() {
    fill();
    try (Storage storage = SqlStorage.open(other(), clock)) {
      storage.accept(Contract.batch("x", Contract.sample("load", NOW, List.of(), "v", 1)));
    }
    assertThatThrownBy(() -> StoreMigration.run(home, other(), clock, QUIET))
        .hasMessage(
            "the store that is to be filled has hosts or probes of its own: name an empty one");
    assertThatThrownBy(() -> StoreMigration.run(home, home, clock, QUIET))
        .hasMessageContaining("into itself");
    try (Storage storage = SqlStorage.open(fleet, clock)) {
      assertThat(storage.alerts().lead("server-1", NOW, NOW.plusSeconds(45))).isTrue();
    }
    for (StorageConfig[] pair : new StorageConfig[][] {{home, fleet}, {fleet, home}}) {
      assertThatThrownBy(() -> StoreMigration.run(pair[0], pair[1], clock, QUIET))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("a server runs on the store");
    }
  }
}
