// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.HexFormat;
import java.util.List;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.storage.sql.Times;

/**
 * A number of 64 bits that tells a batch's samples and buckets from others.
 *
 * <p>It is that of what was sent, not of how: an agent that sends a batch again may name keys and
 * values in another order and says anew what waits in its spool. It is worth as much as a sender
 * who wants to pass for another can guess of what that one is going to measure.
 */
public final class Digest {
  /** The characters of one as a text. */
  public static final int LENGTH = 16;

  private static final HexFormat HEX = HexFormat.of();

  private List<String> shape = List.of();
  private long[] names = {};

  private Digest() {}

  public static long of(Batch batch) {
    Digest digest = new Digest();
    long sum = 0;
    for (Sample sample : batch.samples()) {
      sum += mix(digest.rows(sample) ^ mix(sample.probe(), Times.micros(sample.time())));
    }
    for (Bucket bucket : batch.buckets()) {
      sum += mix(rows(bucket) ^ mix(bucket.probe(), Times.micros(bucket.start())));
    }
    return sum;
  }

  public static String text(long digest) {
    return HEX.toHexDigits(digest);
  }

  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a loop.
  private long rows(Sample sample) {
    long sum = 0;
    for (Row row : sample.rows()) {
      if (row.names() != shape) { // Mostly one list for all rows.
        shape = row.names();
        names = new long[shape.size()];
        for (int i = 0; i < names.length; i++) {
          names[i] = mix(shape.get(i), 1);
        }
      }
      long values = 0;
      for (int i = 0; i < names.length; i++) {
        double value = row.value(i);
        if (!Double.isNaN(value)) { // Who has no value may leave out its name.
          values += mix(names[i] ^ Double.doubleToLongBits(value));
        }
      }
      // A probe's key may have got levels since it came first, of which its rows have nothing.
      sum += mix(values ^ key(row.key().subList(0, row.ownLevels())));
    }
    return sum;
  }

  private static long rows(Bucket bucket) {
    long sum = bucket.length().toMillis();
    for (Bucket.Totals row : bucket.rows()) {
      long[] values = {row.samples()};
      row.values().forEach((name, it) -> values[0] += summary(name, it));
      sum += mix(values[0] ^ key(row.key()));
    }
    return sum;
  }

  private static long summary(String name, Summary it) {
    long hash = mix(name, it.count());
    for (double number : new double[] {it.min(), it.max(), it.sum()}) {
      hash = mix(hash ^ Double.doubleToLongBits(number));
    }
    hash = mix(hash ^ Times.micros(it.minTime()));
    return mix(hash ^ Times.micros(it.maxTime()));
  }

  private static long key(List<String> key) {
    long hash = key.size();
    for (String level : key) {
      hash = mix(level, hash);
    }
    return hash;
  }

  private static long mix(String text, long with) {
    return mix(with + ((long) text.hashCode() << 32) + text.length());
  }

  /** Makes each bit depend on all others. */
  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
