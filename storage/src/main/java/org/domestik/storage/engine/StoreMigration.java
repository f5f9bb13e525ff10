// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.transfer.Filling;
import org.domestik.storage.transfer.Transfer;

/**
 * What a migration moved.
 *
 * @param balances the books, which are the same in both stores
 * @param left tables in the schema that are no store's nor probe's, and stayed where they were
 */
public record StoreMigration(List<Balance> balances, List<String> left) {
  public StoreMigration {
    balances = List.copyOf(balances);
    left = List.copyOf(left);
  }

  /**
   * Copies all that a store has into one that is empty, or has a part of the same from before, and
   * proves that both have the same books. The first stays as it is.
   *
   * @throws BadInput where the second has other data, the first is in use or its books do not
   *     balance; nothing is copied then
   * @throws StorageUnavailable where one of them failed; what is complete need not be copied again
   */
  public static StoreMigration run(
      StorageConfig from, StorageConfig to, InstantSource clock, StoreCopy.Progress progress) {
    if (from.url().equals(to.url())) {
      throw new BadInput("a store cannot be migrated into itself: " + from.shownUrl());
    }
    try (SqlStorage source = Opening.open(from, clock, false)) {
      List<Balance> books = books(source, clock.instant());
      List<String> left;
      try (SqlStorage target = Opening.open(to, clock, true)) {
        prepare(target);
        refuseUsed(target, clock.instant());
        Parts old = source.ready();
        Parts parts = target.ready();
        left = new Transfer(old.database, parts.database, parts.grants).run(probes(old), progress);
      }
      // Opened anew: nobody knows yet what the tables have got.
      try (SqlStorage target = Opening.open(to, clock, true)) {
        compare(books, target.lifeCycle().verify(Scope.ALL));
        Filling.end(target.ready().database);
      }
      return new StoreMigration(books, left);
    }
  }

  /** What is set up at its first use is set up, so that it is copied too. */
  private static void prepare(SqlStorage storage) {
    storage.access().credentials();
    storage.alerts().told();
  }

  private static List<Balance> books(SqlStorage source, Instant now) {
    prepare(source);
    refuseUsed(source, now);
    List<Balance> books = source.lifeCycle().verify(Scope.ALL);
    if (!books.stream().allMatch(Balance::balanced)) {
      throw new BadInput(
          "the books of the store do not balance: verify says what is missing, and acknowledge"
              + " takes note of it; then migrate");
    }
    if (!source.ready().deployment.failures().isEmpty()) {
      throw new BadInput(
          "rows are kept aside that their tables do not take: /health names them; then migrate");
    }
    return books;
  }

  /** Of a store that servers share, no file is locked; one of them leads while any runs. */
  private static void refuseUsed(SqlStorage storage, Instant now) {
    if (storage.ready().database.dialect().isShared() && storage.ready().alerts.isLed(now)) {
      throw new BadInput(
          "a server runs on the store, or did within the last minute: stop it, wait that long, and"
              + " try again; agents keep their samples meanwhile");
    }
  }

  private static List<ProbeTables> probes(Parts parts) {
    return parts.catalog.probes().stream()
        .filter(probe -> probe.kind() instanceof ProbeKind.Described)
        .map(probe -> new ProbeTables(probe.description()))
        .toList();
  }

  private static void compare(List<Balance> before, List<Balance> after) {
    if (!before.equals(after)) {
      throw new StorageUnavailable(
          "verify says of the copy what it does not say of the store: " + after, null);
    }
  }
}
