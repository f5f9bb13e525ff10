// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.catalog.Taken;
import org.domestik.storage.sql.Transaction;

/**
 * The sequences of each boot that were taken in, the latest one by one: what is above, or between
 * those, is new without a look, where one server writes. Safe for use by several threads.
 */
public final class Boots {
  private final int most;

  private static final class Boot {
    final Taken sequences = new Taken(-1);

    /** Whether what the database had before is part of it. */
    boolean isWhole;
  }

  /** Whether a boot that is not here never came. */
  private boolean isComplete;

  private final Map<String, Boot> boots =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boot> eldest) {
          boolean isFull = size() > most;
          isComplete &= !isFull;
          return isFull; // Whatever is forgotten, the database knows.
        }
      };

  private Boots(int most) {
    this.most = most;
  }

  /** Those of the only server that writes. */
  public static Boots ofAll() {
    return new Boots(50_000);
  }

  /** None at all: others may have had more of each at any time. */
  public static Boots ofNone() {
    return new Boots(0);
  }

  /** The word for a host's boot. */
  public static String boot(int host, Delivery delivery) {
    return host + " " + delivery.boot();
  }

  /** Whether a delivery is known not to have come. */
  synchronized boolean isNew(int host, Delivery delivery) {
    Boot known = boots.get(boot(host, delivery));
    return known == null
        ? isComplete
        : known.isWhole && known.sequences.isFree(delivery.sequence());
  }

  /** Notes a delivery that is durable, or about to be. */
  synchronized void take(int host, Delivery delivery) {
    boot(boot(host, delivery)).sequences.take(delivery.sequence());
  }

  private Boot boot(String word) {
    Boot known = boots.get(word);
    if (known != null) {
      return known;
    }
    Boot first = new Boot();
    first.isWhole = isComplete;
    boots.put(word, first);
    return first;
  }

  /** Learns of all there are, where nobody else writes: from then on a new one needs no look. */
  synchronized void fill(Transaction transaction) {
    isComplete = true;
    transaction.each(
        "SELECT host, boot, max(last) FROM domestik.delivery GROUP BY host, boot",
        row -> fill(row.getInt(1) + " " + row.getString(2), row.getLong(3)));
  }

  /** Whether {@link #fill} has yet to say what the database had of a boot. */
  synchronized boolean isWanting(String boot) {
    Boot known = boots.get(boot);
    return most > 0 && (known == null ? !isComplete : !known.isWhole);
  }

  /** Notes the highest sequence that the database has of a boot; -1: none. */
  synchronized void fill(String boot, long sequence) {
    Boot known = boot(boot);
    known.sequences.takeUpTo(sequence);
    known.isWhole = true;
  }
}
