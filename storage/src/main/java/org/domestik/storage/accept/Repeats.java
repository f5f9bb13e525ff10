// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.Map;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.apply.Boots;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.catalog.KnownHost;
import org.jspecify.annotations.Nullable;

/**
 * The latest deliveries that are durable: one of them that comes again needs neither the journal
 * nor the tables to be known. For where nobody else writes. Safe for use by several threads.
 */
final class Repeats {
  /**
   * So many are known, of all hosts together; each takes some 160 bytes, so 3 MiB at most. Of a
   * thousand hosts that deliver once a minute they are the last twenty minutes.
   */
  private static final int MOST = 20_000;

  /**
   * What is known of one.
   *
   * @param host the instance that the catalog had: after a deletion another may get its number
   * @param runs a hash code of the runs that came with it, which are no part of its contents
   */
  private record Durable(KnownHost host, long digest, int runs) {}

  private final Map<String, Durable> latest = new Latest<>(MOST);

  private static String name(KnownHost host, Delivery delivery) {
    return Boots.boot(host.id(), delivery) + " " + delivery.sequence();
  }

  /** Notes a batch of that digest that is durable. */
  void note(KnownHost host, Batch batch, long digest) {
    Delivery delivery = batch.delivery();
    if (delivery != null) {
      Durable durable = new Durable(host, digest, batch.runs().hashCode());
      String name = name(host, delivery);
      synchronized (latest) {
        latest.put(name, durable);
      }
    }
  }

  /** Whether a batch is known to be durable with all that it says but for its descriptions. */
  @SuppressWarnings("ReferenceEquality") // A changed host is another instance.
  boolean has(KnownHost host, Batch batch) {
    Delivery delivery = batch.delivery();
    if (delivery == null || batch.scripts() != null) { // The list of scripts is not noted.
      return false;
    }
    if (delivery.isOfContents()) { // What of it was purged since comes back.
      return false;
    }
    Durable known = known(name(host, delivery));
    return known != null
        && known.host() == host
        && known.runs() == batch.runs().hashCode()
        && known.digest() == Digest.of(batch); // Last: it looks at each row.
  }

  private @Nullable Durable known(String name) {
    synchronized (latest) {
      return latest.get(name);
    }
  }
}
