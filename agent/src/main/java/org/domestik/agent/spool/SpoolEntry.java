// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Instant;
import java.util.List;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * One delivery that waits in the spool, and what is known of it without reading it.
 *
 * @param first the least number of the batches that became this one
 * @param last the greatest
 * @param state what the server may know of it
 * @param contents what it holds
 * @param length of its file; 0 if it waits in memory
 * @param held what waits in memory, because the disk would not take it; else null
 */
public record SpoolEntry(
    long first,
    long last,
    State state,
    Contents contents,
    long length,
    @Nullable List<Batch> held) {
  private static final long BLOCK = 4096;

  /** What the server may know of a delivery; also the ending of its file's name. */
  public enum State {
    /** It was never sent, so it may still become part of another. */
    BATCH,
    /** It was perhaps sent, so it is sent again just as it is, until there is an answer. */
    SENT,
    /** The server refused it whole, so it is sent in parts. */
    PARTS
  }

  /**
   * What a delivery holds.
   *
   * @param level 0 for samples, else that of the buckets: {@link Collapse}
   * @param samples how many there are, each key's counted by itself, those in buckets included
   * @param collapsed how many of them are in buckets
   * @param oldest the time of the first; the bucket's start where that is all that is known, 1970
   *     if there is none
   */
  record Contents(int level, long samples, long collapsed, Instant oldest) {
    static Contents of(int level, List<Batch> batches) {
      long single = 0;
      long collapsed = 0;
      Instant oldest = Instant.MAX;
      for (Batch batch : batches) {
        for (Sample sample : batch.samples()) {
          single += sample.rows().size();
          oldest = earlier(oldest, sample.time());
        }
        for (Bucket bucket : batch.buckets()) {
          collapsed += bucket.samples();
          oldest = earlier(oldest, bucket.start());
        }
      }
      return new Contents(
          level,
          single + collapsed,
          collapsed,
          oldest.equals(Instant.MAX) ? Instant.EPOCH : oldest.truncatedTo(MICROS));
    }

    private static Instant earlier(Instant a, Instant b) {
      return a.isBefore(b) ? a : b;
    }
  }

  /** The time of its first sample; 1970 if it has none. */
  public Instant oldest() {
    return contents.oldest();
  }

  /** Whether it has samples, or buckets of them; else it tells of the present only. */
  public boolean hasSamples() {
    return contents.samples() > 0;
  }

  /** The disk space it takes: whole blocks. */
  long size() {
    return (length + BLOCK - 1) / BLOCK * BLOCK;
  }

  boolean isHeld() {
    return held != null;
  }

  /** Whether it is one batch of samples, as it came. */
  boolean isSingle() {
    return first == last && contents.level() == 0;
  }

  /** How many numbers it holds in memory; each costs about 100 bytes. */
  long weight() {
    return held == null ? 0 : weight(held);
  }

  static long weight(List<Batch> batches) {
    long weight = 0;
    for (Batch batch : batches) {
      for (Sample sample : batch.samples()) {
        for (Row row : sample.rows()) {
          weight += row.names().size();
        }
      }
      for (Bucket bucket : batch.buckets()) {
        for (Bucket.Totals row : bucket.rows()) {
          weight += row.values().size();
        }
      }
    }
    return weight;
  }

  SpoolEntry in(State other) {
    return new SpoolEntry(first, last, other, contents, length, held);
  }
}
