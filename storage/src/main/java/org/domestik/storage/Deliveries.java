// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;

/** Which batches were accepted before, by (host, boot, sequence); exact, for all time. */
final class Deliveries {
  private static final int AT_ONCE = 500;

  private final Transaction transaction;
  private final Map<String, Long> highest;

  /**
   * Looks within a transaction.
   *
   * @param highest by host and boot, the highest sequence ever accepted, where one server writes:
   *     what is above it is new without a look. Filled as boots show up
   */
  Deliveries(Transaction transaction, Map<String, Long> highest) {
    this.transaction = transaction;
    this.highest = highest;
  }

  /** Notes a batch that is durable now. */
  static void remember(Map<String, Long> highest, int host, Delivery delivery) {
    highest.merge(boot(host, delivery), delivery.sequence(), Math::max);
  }

  /** The word for a host's boot. */
  static String boot(int host, Delivery delivery) {
    return host + " " + delivery.boot();
  }

  private boolean isNewForSure(int host, Delivery delivery) {
    if (transaction.dialect().isShared()) {
      return false;
    }
    String boot = boot(host, delivery);
    Long known = highest.get(boot);
    if (known == null) {
      long[] last = {-1};
      transaction.each(
          "SELECT coalesce(max(last), -1) FROM domestik.delivery WHERE host = ? AND boot = ?",
          row -> last[0] = row.getLong(1),
          host,
          delivery.boot().toString());
      known = last[0];
      highest.put(boot, known);
    }
    return delivery.sequence() > known;
  }

  /** Those of the group that were accepted before, or stand in the group before themselves. */
  Set<BoundBatch> repeats(List<BoundBatch> group, ToIntFunction<Batch> hosts) {
    List<String> asked = new ArrayList<>();
    for (BoundBatch batch : group) {
      Delivery delivery = batch.batch().delivery();
      if (delivery != null) {
        int host = hosts.applyAsInt(batch.batch());
        if (!isNewForSure(host, delivery)) {
          // A number, a UUID and a number: nothing that needs to be passed beside the text.
          asked.add("(" + host + ", '" + delivery.boot() + "', " + delivery.sequence() + ")");
        }
      }
    }
    Set<String> known = new HashSet<>();
    for (int from = 0; from < asked.size(); from += AT_ONCE) {
      List<String> part = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
      transaction.each(
          "SELECT v.host, v.boot, v.sequence FROM (VALUES "
              + String.join(", ", part)
              + ") v(host, boot, sequence) JOIN domestik.delivery d ON d.host = v.host AND"
              + " d.boot = v.boot AND v.sequence BETWEEN d.first AND d.last",
          row -> known.add(row.getInt(1) + " " + row.getString(2) + " " + row.getLong(3)));
    }
    Set<BoundBatch> repeats = Set.of();
    for (BoundBatch batch : group) {
      Delivery delivery = batch.batch().delivery();
      if (delivery != null
          && !known.add(GroupWriter.name(hosts.applyAsInt(batch.batch()), delivery))) {
        repeats = repeats.isEmpty() ? Collections.newSetFromMap(new IdentityHashMap<>()) : repeats;
        repeats.add(batch);
      }
    }
    return repeats;
  }

  /** Notes those of the group that are no repeats. */
  void record(List<BoundBatch> group, Set<BoundBatch> repeats, ToIntFunction<Batch> hosts) {
    List<BoundBatch> fresh =
        group.stream()
            .filter(batch -> batch.batch().delivery() != null && !repeats.contains(batch))
            .toList();
    if (fresh.isEmpty()) {
      return;
    }
    try (RowSink sink = transaction.sink("delivery", List.of("host", "boot", "first", "last"))) {
      for (BoundBatch batch : fresh) {
        Delivery delivery = batch.batch().delivery();
        if (delivery != null) {
          sink.beginRow();
          sink.integer(hosts.applyAsInt(batch.batch()));
          sink.text(delivery.boot().toString());
          sink.bigint(delivery.sequence());
          sink.bigint(delivery.sequence());
          sink.endRow();
        }
      }
    }
  }
}
