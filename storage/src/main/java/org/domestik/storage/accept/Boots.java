// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.Delivery;

/**
 * The highest sequence of each boot that was taken in: what is above is new without a look, where
 * one server writes. Safe for use by several threads.
 */
public final class Boots {
  private final int most;

  private static final class Highest {
    long sequence;

    /** Whether what the database had before is part of it. */
    boolean isWhole;
  }

  private final Map<String, Highest> boots =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Highest> eldest) {
          return size() > most; // Whatever is forgotten, the database knows.
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
  static String boot(int host, Delivery delivery) {
    return host + " " + delivery.boot();
  }

  /** Whether a delivery is later than all of its boot. */
  synchronized boolean isNew(int host, Delivery delivery) {
    Highest highest = boots.get(boot(host, delivery));
    return highest != null && highest.isWhole && delivery.sequence() > highest.sequence;
  }

  /** Notes a delivery that is durable, or about to be. */
  synchronized void take(int host, Delivery delivery) {
    Highest highest = boots.computeIfAbsent(boot(host, delivery), it -> new Highest());
    highest.sequence = Math.max(highest.sequence, delivery.sequence());
  }

  /** Whether {@link #fill} has yet to say what the database had of a boot. */
  synchronized boolean isWanting(String boot) {
    Highest highest = boots.get(boot);
    return most > 0 && (highest == null || !highest.isWhole);
  }

  /** Notes the highest sequence that the database has of a boot; -1: none. */
  synchronized void fill(String boot, long sequence) {
    Highest highest = boots.computeIfAbsent(boot, it -> new Highest());
    highest.sequence = Math.max(highest.sequence, sequence);
    highest.isWhole = true;
  }
}
