// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that nobody waits for any more, on their way and once they are durable: who sends one
 * again waits with the first, or not at all. Were it to wait behind all others once more, a store
 * that is behind would never have answered it in time. Safe for use by several threads.
 */
public final class Unawaited {
  /** So many are known; each takes some 300 bytes. */
  private static final int MOST = 20_000;

  private final Catalog catalog;

  private record Name(String host, Delivery delivery) {}

  /**
   * What is known of one.
   *
   * @param more a hash code of what came with it and is no part of its contents
   * @param durable the host as the catalog had it when the delivery became durable
   */
  private record One(long digest, int more, CompletableFuture<@Nullable KnownHost> durable) {}

  private final Map<Name, One> latest = new Latest<>(MOST);

  /** Knows none yet. */
  public Unawaited(Catalog catalog) {
    this.catalog = catalog;
  }

  private static int more(Batch batch) {
    return Objects.hash(batch.runs(), batch.descriptions(), batch.scripts());
  }

  /** Notes one that came alone and is on its way. */
  void add(List<Batch> batches, CompletableFuture<?> answers) {
    Delivery delivery = batches.getFirst().delivery();
    if (batches.size() > 1 || delivery == null) {
      return;
    }
    Batch batch = batches.getFirst();
    Name name = new Name(batch.host(), delivery);
    CompletableFuture<@Nullable KnownHost> durable =
        answers.<@Nullable KnownHost>thenApply(_ -> catalog.host(name.host()));
    One one = new One(Digest.of(batch), more(batch), durable);
    synchronized (latest) {
      latest.put(name, one);
    }
    durable.exceptionally(
        _ -> {
          synchronized (latest) {
            latest.remove(name, one); // It is to be tried again.
          }
          return null;
        });
  }

  /** Done when a delivery is durable that came before as it comes now; null: none is known. */
  @Nullable CompletableFuture<?> first(List<Batch> batches) {
    Delivery delivery = batches.getFirst().delivery();
    if (batches.size() > 1 || delivery == null) {
      return null;
    }
    Batch batch = batches.getFirst();
    One one;
    synchronized (latest) {
      one = latest.get(new Name(batch.host(), delivery));
    }
    if (one == null || one.more() != more(batch) || one.digest() != Digest.of(batch)) {
      return null;
    }
    return one.durable().isDone() && !isThere(one.durable()) ? null : one.durable();
  }

  /** Whether one that is durable is so yet: its host may have been deleted since. */
  private boolean isThere(CompletableFuture<@Nullable KnownHost> durable) {
    KnownHost host = durable.isCompletedExceptionally() ? null : durable.getNow(null);
    return host != null && catalog.isCurrent(host);
  }
}
